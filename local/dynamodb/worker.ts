import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { closeTables, type TablesWorkerReport, type TablesWorkerStart } from './worker-protocol.ts';
import { createWriteCount, writesPath } from './write-count.ts';

/** The tables, in a thread of their own: their work is never in the way of a handler's. */
const { path, port }: TablesWorkerStart = workerData;
const server = dynalite({ path, createTableMs: 0 });
// Longer than the SDK keeps a connection, so that no call meets a socket that is just being closed.
server.keepAliveTimeout = 60_000;

// dynalite throws when a caller hangs up, and a function that is killed at its timeout does just that.
const listeners = server.listeners('request');
const writes = createWriteCount();
server.removeAllListeners('request');
for (const serve of listeners) {
  server.on('request', (request, response) => {
    if (request.url === writesPath) {
      writes.answer(response);
      return;
    }
    writes.watch(request, response);
    serve.call(server, request, response);
    request.removeAllListeners('error');
    request.on('error', () => undefined);
  });
}

server.once('error', (error) => report({ kind: 'failed', message: error.message }));
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  report({ kind: 'listening', port: actual });
});

parentPort?.on('message', (message: unknown) => {
  if (message !== closeTables) return;
  server.close(() => parentPort?.close());
  server.closeAllConnections();
});

function report(message: TablesWorkerReport): void {
  parentPort?.postMessage(message);
}
