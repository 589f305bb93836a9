import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { OutageService, type Outages } from './outages.ts';

/** What the control server needs of the cloud. */
interface ControlOptions {
  readonly port: number;
  /** Milliseconds since 1970, by the local clock. */
  readonly now: () => number;
  /** Moves the local clock forward; done when everything that fell due has been released. */
  readonly advance: (seconds: number) => Promise<void>;
  readonly outages: Outages;
}

/** A century is more than any test needs, and Date still counts it. */
const Advance = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(100 * 365 * 86_400),
});

const Outage = z.strictObject({
  service: OutageService,
  seconds: z
    .number()
    .min(0)
    .max(30 * 86_400),
});

/**
 * Serves `POST /clock {"advanceSeconds": n}`, `GET /clock`, and `POST /outages {"service": "sms", "seconds": n}`,
 * for whose time a provider refuses everything; 0 ends it.
 */
export const startControl = async (options: ControlOptions) => {
  const server = createServer((request, response) => {
    answer(request, options).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      },
      (error) => {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ message: String(error) }));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

async function answer(request: IncomingMessage, options: ControlOptions) {
  switch (request.url) {
    case '/clock':
      return answerClock(request, options);
    case '/outages':
      return answerOutages(request, options);
    default:
      return { status: 404, body: { message: 'Only /clock and /outages are here.' } };
  }
}

async function answerClock(request: IncomingMessage, { now, advance }: ControlOptions) {
  const time = () => ({ now: new Date(now()).toISOString() });
  if (request.method === 'GET') return { status: 200, body: time() };
  if (request.method !== 'POST') return { status: 405, body: { message: 'GET or POST.' } };
  const asked = Advance.safeParse(await readJson(request));
  if (!asked.success) return { status: 400, body: { message: z.prettifyError(asked.error) } };
  await advance(asked.data.advanceSeconds);
  return { status: 200, body: time() };
}

async function answerOutages(request: IncomingMessage, { outages }: ControlOptions) {
  if (request.method !== 'POST') return { status: 405, body: { message: 'POST.' } };
  const asked = Outage.safeParse(await readJson(request));
  if (!asked.success) return { status: 400, body: { message: z.prettifyError(asked.error) } };
  outages.begin(asked.data.service, asked.data.seconds);
  return { status: 200, body: asked.data };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
