/**
 * Style elements at the very beginning. Nothing in them could end one sooner for a browser than for us, or
 * what is static in a template would be cut in two.
 */
const leading = /^\s*(?:<style(?: [a-z]+="[^"<>]*")*>[^<]*<\/style>\s*)+/;

/** HTML in its parts: its own styles, which mail programs heed in the head alone, and the rest. */
export const takeStyles = (html: string): { readonly styles: string; readonly body: string } => {
  const styles = leading.exec(html)?.[0] ?? '';
  return { styles: styles.trim(), body: html.slice(styles.length) };
};
