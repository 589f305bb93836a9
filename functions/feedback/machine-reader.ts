/**
 * What opens mail before, or without, anybody reading it, by its user agent. Whatever is not listed counts
 * as a person: an open is a hint, and nothing is decided on one.
 */
const machines: readonly RegExp[] = [
  // Apple Mail Privacy Protection fetches everything at delivery, and says no more than this.
  /^Mozilla\/5\.0$/,
  // Gmail: "(via ggpht.com GoogleImageProxy)".
  /GoogleImageProxy/i,
  // Yahoo and AOL.
  /YahooMailProxy/i,
  // What follows links to look for harm or to draw a preview of them.
  /\b(bot|crawler|spider|preview|scanner|barracuda|mimecast|proofpoint|safelinks)\b/i,
  /bot\//i,
];

/** Whether a machine opened a mail, or followed a link; one that says nothing of itself is one. */
export const isMachineReader = (userAgent: string | undefined): boolean =>
  userAgent === undefined ||
  userAgent.trim() === '' ||
  machines.some((machine) => machine.test(userAgent.trim()));
