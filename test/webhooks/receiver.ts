import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { certificate } from './certificate.ts';

/** A receiver on this machine. */
export interface Receiver {
  readonly port: number;
  /** The requests that reached it, by method and path. */
  readonly requests: readonly string[];
  readonly connections: () => number;
  close(): Promise<void>;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const ok: Handle = (_, response) => response.writeHead(204).end();

/** Speaks HTTP, by TLS for the certified name where so told. */
export const startReceiver = (handle: Handle = ok, isTls = false): Promise<Receiver> => {
  const requests: string[] = [];
  const listen: Handle = (request, response) => {
    requests.push(`${request.method} ${request.headers.host}${request.url}`);
    handle(request, response);
  };
  return serve(isTls ? createTlsServer(certificate, listen) : createServer(listen), requests);
};

/** Speaks no HTTP of its own accord: does with a connection what it is told to. */
export const startSocketReceiver = (handle: (socket: Socket) => void): Promise<Receiver> =>
  serve(createTcpServer(handle), []);

async function serve(server: Server, requests: readonly string[]): Promise<Receiver> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    port: address.port,
    requests,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
