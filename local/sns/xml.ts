/** What an answer is made of: an array is a list of `<member>`, a Map one of `<entry>`. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | ReadonlyMap<string, string>
  | { readonly [name: string]: XmlValue };

/** Writes an element as AWS's query protocol does; what is undefined is left out. */
export const writeXml = (name: string, value: XmlValue): string =>
  value === undefined ? '' : `<${name}>${contentOf(value)}</${name}>`;

function contentOf(value: Exclude<XmlValue, undefined>): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  if (value instanceof Map) {
    return [...value].map(([key, one]) => writeXml('entry', { key, value: String(one) })).join('');
  }
  if (Array.isArray(value)) return value.map((one) => writeXml('member', one)).join('');
  return Object.entries(value)
    .map(([name, one]) => writeXml(name, one))
    .join('');
}

/** Of what XML 1.0 has no way to write, the replacement character stands in. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
    .replaceAll(/[^\t\n\r\u0020-\uFFFF]/g, '\uFFFD');
}
