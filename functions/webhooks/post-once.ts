import { request } from 'node:http';
import type { Socket } from 'node:net';

/** Of an answer's body: read so that the receiver can finish, and thrown away. */
const maxAnswerBytes = 64 * 1024;

/** What a receiver answered. */
export interface Answer {
  readonly status: number;
  /** The header as it came. */
  readonly retryAfter?: string;
}

/** One request over a connection that is there. */
interface Post {
  readonly socket: Socket;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Posts once, follows nothing, and closes the connection.
 *
 * @throws where no answer came; the receiver may have it all the same.
 */
export const postOnce = ({ socket, url, headers, body, signal }: Post): Promise<Answer> =>
  new Promise<Answer>((resolve, reject) => {
    const call = request({
      createConnection: () => socket,
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      signal,
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      const retryAfter = answered['retry-after'];
      const finish = () => resolve(retryAfter === undefined ? { status } : { status, retryAfter });
      // The status says it all; whatever becomes of the body changes nothing.
      call.off('error', reject).on('error', finish);
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) finish();
      });
      response.on('error', finish);
      response.on('close', finish);
    });
    call.end(body);
  }).finally(() => socket.destroy());
