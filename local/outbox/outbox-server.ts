import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, serveLoopback } from './loopback.ts';
import { mailDocument, mailPolicy, openPixel } from './mail-document.ts';
import { linksOf } from './mail-links.ts';
import { createMessageList } from './message-list.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxMessage } from './outbox-message.ts';
import { pagePolicy, renderMessage, renderMessages, renderProblem, stylesheet } from './pages.ts';
import { readSearch } from './search-query.ts';

/** Who opened a mail or followed a link in it. */
export interface Reader {
  readonly ip: string;
  readonly userAgent: string;
}

interface OutboxServerOptions {
  readonly outbox: Outbox;
  /** 0 takes a free one. */
  readonly port: number;
  /** In-app messages, oldest first. */
  readonly inbox: () => Promise<readonly OutboxMessage[]>;
  /** Somebody looks at a mail; answered when it is done. */
  readonly onOpen?: (messageId: string, reader: Reader) => Promise<void> | void;
  /** Somebody follows a link of a mail; answered when it is done. */
  readonly onClick?: (messageId: string, link: string, reader: Reader) => Promise<void> | void;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Serves what was sent: `GET /messages` to programs, all else to people. */
export const startOutboxServer = (options: OutboxServerOptions): Promise<LoopbackServer> => {
  const { outbox, inbox, onOpen, onClick } = options;
  const list = createMessageList({ outbox, inbox });

  const answerSearch = async (path: string, query: URLSearchParams): Promise<Answer> => {
    const asked = readSearch(query);
    if (asked.kind === 'invalid') {
      return path === '/'
        ? page(400, renderProblem('There is no such page', asked.message))
        : json(400, { message: asked.message });
    }
    const { search, page: number } = asked;
    if (path === '/messages') return json(200, await list.all(search));
    const found = await list.page(search, number);
    return path === '/version'
      ? answer(200, 'text/plain', found.version)
      : page(200, renderMessages(search, number, found));
  };
  const answerMessage = async (id: string): Promise<Answer> => {
    const message = await list.find(id);
    return message === undefined ? notFound() : page(200, renderMessage(message));
  };
  const answerMail = async (
    { id, html }: OutboxMessage & { readonly html: string },
    part: string,
    link: string,
    request: IncomingMessage,
  ): Promise<Answer> => {
    const reader = readerOf(request);
    // Who asks for the headers alone does not read.
    const isRead = request.method === 'GET';
    if (part === 'html') {
      return answer(200, 'text/html', mailDocument(id, html), {
        'content-security-policy': mailPolicy,
      });
    }
    if (part === 'open.gif') {
      if (isRead) await onOpen?.(id, reader);
      return answer(200, 'image/gif', openPixel);
    }
    if (!linksOf(html).some(({ href, isTracked }) => isTracked && href === link)) return notFound();
    if (isRead) await onClick?.(id, link, reader);
    return answer(302, 'text/plain', '', { location: new URL(link).href });
  };
  /** Handed over to be saved: it is never shown here, whatever it calls itself. */
  const answerFile = (id: string, mail: OutboxMessage | undefined, number: number): Answer => {
    const about = mail?.attachments?.[number - 1];
    const bytes = outbox.fileOf(id, number);
    if (about === undefined || bytes === undefined) return notFound();
    const name = encodeURIComponent(about.filename);
    return answer(200, 'application/octet-stream', Buffer.from(bytes), {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    });
  };
  const route = async (request: IncomingMessage): Promise<Answer> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(405, 'text/plain', 'The outbox is there to be read.', { allow: 'GET, HEAD' });
    }
    const url = URL.parse(request.url ?? '/', 'http://outbox');
    if (url === null) return notFound();
    const { pathname, searchParams } = url;
    if (['/', '/messages', '/version'].includes(pathname)) {
      return answerSearch(pathname, searchParams);
    }
    if (pathname === '/outbox.css') return answer(200, 'text/css', stylesheet);
    const [, encodedId = '', part] =
      /^\/messages\/([^/]+)(?:\/(html|click|open\.gif|attachments\/\d{1,3}))?$/.exec(pathname) ??
      [];
    const id = decode(encodedId);
    if (part === undefined) return answerMessage(id);
    const mail = outbox.find(id);
    const file = /^attachments\/(\d+)$/.exec(part)?.[1];
    if (file !== undefined) return answerFile(id, mail, Number(file));
    if (mail?.html === undefined) return notFound();
    return answerMail({ ...mail, html: mail.html }, part, searchParams.get('to') ?? '', request);
  };
  return serveLoopback(options.port, async (request, response) => {
    send(response, await route(request));
  });
};

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  // Node leaves the body out of the answer to HEAD.
  response.end(body);
}

function answer(
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    body,
    headers: {
      'content-type': type === 'image/gif' ? type : `${type}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      ...headers,
    },
  };
}

function page(status: number, html: string): Answer {
  return answer(status, 'text/html', html, { 'content-security-policy': pagePolicy });
}

function json(status: number, body: unknown): Answer {
  return answer(status, 'application/json', JSON.stringify(body));
}

function notFound(): Answer {
  return page(404, renderProblem('There is nothing here', 'No message has this address.'));
}

function readerOf(request: IncomingMessage): Reader {
  return {
    ip: request.socket.remoteAddress ?? '127.0.0.1',
    userAgent: request.headers['user-agent'] ?? '',
  };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // Not the id of any message.
    return '';
  }
}
