import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { onTestFinished, vi } from 'vitest';
import * as z from 'zod';

/** A request as a receiver had it. */
export interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on this machine, as a company's own would be; what it answers can be changed. */
export interface HookReceiver {
  readonly url: string;
  readonly hooks: readonly Hook[];
  answer: number;
}

/** Starts a receiver, for as long as the test runs. */
export const startHookReceiver = async (): Promise<HookReceiver> => {
  const hooks: Hook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    response.writeHead(receiver.answer, { location: receiver.url }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const receiver = { url: `http://127.0.0.1:${port}/hook`, hooks, answer: 204 };
  return receiver;
};

/** What the reference library of Standard Webhooks makes of a request, at the target's time. */
export const verifyHook = ({ headers, body }: Hook, secret: string, now: number): unknown => {
  const signed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  vi.setSystemTime(now);
  try {
    return new Webhook(secret).verify(body, signed);
  } finally {
    vi.useRealTimers();
  }
};
