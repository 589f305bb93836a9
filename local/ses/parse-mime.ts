/** A mail that came as it goes over the wire. */
export interface MimeMail {
  /** Unfolded and decoded, in their order. */
  readonly headers: readonly MimeHeader[];
  readonly html?: string;
  readonly text?: string;
}

export interface MimeHeader {
  readonly name: string;
  readonly value: string;
}

/** Reads the headers of a mail and the first HTML and plain text in it (RFC 2045 to 2047). */
export const parseMime = (mail: Uint8Array): MimeMail => {
  const { headers, body } = splitPart(Buffer.from(mail).toString('latin1'));
  return { headers: headers.map(decodeHeader), ...contentOf(headers, body) };
};

interface Content {
  readonly html?: string;
  readonly text?: string;
}

function contentOf(headers: readonly MimeHeader[], body: string): Content {
  const type = headerOf(headers, 'content-type') ?? 'text/plain';
  if (/^multipart\//i.test(type)) {
    const parts = partsOf(body, parameterOf(type, 'boundary') ?? '')
      .map(splitPart)
      .map((part) => contentOf(part.headers, part.body));
    return Object.assign({}, ...parts.toReversed());
  }
  if (/^attachment/i.test(headerOf(headers, 'content-disposition') ?? '')) return {};
  const decode = () => {
    const bytes = decodeBody(body, headerOf(headers, 'content-transfer-encoding') ?? '7bit');
    return decodeCharset(bytes, parameterOf(type, 'charset') ?? 'utf-8');
  };
  if (/^text\/html/i.test(type)) return { html: decode() };
  return /^text\/plain/i.test(type) ? { text: decode() } : {};
}

function splitPart(part: string): {
  readonly headers: readonly MimeHeader[];
  readonly body: string;
} {
  const end = /\r?\n\r?\n/.exec(part);
  const head = end === null ? part : part.slice(0, end.index);
  const body = end === null ? '' : part.slice(end.index + end[0].length);
  const headers = head
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon);
      return colon > 0 ? [{ name, value: line.slice(colon + 1).trim() }] : [];
    });
  return { headers, body };
}

function partsOf(body: string, boundary: string): readonly string[] {
  const parts: string[][] = [];
  for (const line of body.split(/\r?\n/)) {
    if (line.trimEnd() === `--${boundary}--`) break;
    if (line.trimEnd() === `--${boundary}`) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\n'));
}

function headerOf(headers: readonly MimeHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

function parameterOf(value: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(value);
  return match?.[1] ?? match?.[2];
}

function decodeBody(body: string, encoding: string): Uint8Array {
  if (/^base64$/i.test(encoding)) return Buffer.from(body, 'base64');
  if (!/^quoted-printable$/i.test(encoding)) return Buffer.from(body, 'latin1');
  return decodeQuoted(body.replaceAll(/=[ \t]*\r?\n/g, ''));
}

function decodeQuoted(text: string): Uint8Array {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

function decodeCharset(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Raw UTF-8 (RFC 6532), or encoded words: `=?UTF-8?B?...?=`. */
function decodeHeader({ name, value }: MimeHeader): MimeHeader {
  const utf8 = decodeCharset(Buffer.from(value, 'latin1'), 'utf-8');
  const decoded = utf8
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(
      /=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi,
      (_, charset: string, encoding: string, text: string) =>
        decodeCharset(
          encoding.toUpperCase() === 'B'
            ? Buffer.from(text, 'base64')
            : decodeQuoted(text.replaceAll('_', ' ')),
          charset,
        ),
    );
  return { name, value: decoded };
}
