import type { XmlValue } from './xml.ts';

/** One action of SNS: a parsed form in, the content of its `<...Result>` out, if it has one. */
export type Operation = (form: unknown) => XmlValue | Promise<XmlValue>;
