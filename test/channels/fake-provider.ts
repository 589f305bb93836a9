import type { IncomingHttpHeaders } from 'node:http';
import { readBody, serveLoopback } from '#local/outbox/loopback.ts';

/** What a fake provider does with every call until it is told otherwise. */
type Script =
  | 'accept'
  | 'reject'
  | 'throttle'
  /** Takes the message and never answers. */
  | 'accept-then-hang'
  /** Takes the message and drops the connection. */
  | 'accept-then-drop';

/** A call as it came over the wire. */
interface ProviderCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer as it goes over the wire. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A provider's own protocol: each script's real answer, as its documentation shows it. */
export interface ProviderProtocol {
  /** What it answers to what it takes, by the id that it gave; without an id it took nothing. */
  accept(call: ProviderCall): Promise<Taken> | Taken;
  reject(call: ProviderCall): ProviderAnswer;
  throttle(call: ProviderCall): ProviderAnswer;
}

interface Taken {
  readonly answer: ProviderAnswer;
  /** Of the message; undefined for what it refused after all. */
  readonly messageId?: string;
}

/** A provider that does as it is told, on 127.0.0.1. */
export interface FakeProvider {
  readonly url: string;
  /** From now on; it accepts until the first word. */
  answerWith(script: Script): void;
  /** Every call that reached it, oldest first. */
  readonly calls: readonly ProviderCall[];
  /** The id of every message that it took, told or not. */
  readonly messageIds: readonly string[];
  close(): Promise<void>;
}

const maxBytes = 1_000_000;

/** Serves a provider's protocol over real HTTP. */
export const startFakeProvider = async (protocol: ProviderProtocol): Promise<FakeProvider> => {
  const calls: ProviderCall[] = [];
  const messageIds: string[] = [];
  let script: Script = 'accept';
  const server = await serveLoopback(0, async (request, response) => {
    const body = await readBody(request, maxBytes);
    if (body === undefined) throw new Error('A provider was sent more than any takes.');
    const { method = '', url: path = '', headers } = request;
    const call = { method, path, headers, body };
    calls.push(call);
    const send = (answer: ProviderAnswer) => {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    };
    if (script === 'reject') return send(protocol.reject(call));
    if (script === 'throttle') return send(protocol.throttle(call));
    const told = script;
    const { answer, messageId } = await protocol.accept(call);
    if (messageId !== undefined) messageIds.push(messageId);
    if (told === 'accept') send(answer);
    if (told === 'accept-then-drop') request.socket.destroy();
  });
  return {
    url: server.url,
    answerWith: (told) => {
      script = told;
    },
    calls,
    messageIds,
    close: server.close,
  };
};
