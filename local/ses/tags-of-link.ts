/**
 * The tags of a link: `<a ses:tags="campaign:spring;place:top" href="...">`; null without any.
 * https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html
 */
export const tagsOfLink = (
  html: string,
  link: string,
): Readonly<Record<string, readonly string[]>> | null => {
  for (const [anchor] of html.matchAll(/<a\s[^>]*>/gi)) {
    if (attributeOf(anchor, 'href') !== link) continue;
    const tags = attributeOf(anchor, 'ses:tags');
    if (tags === undefined) continue;
    return Object.fromEntries(
      tags
        .split(';')
        .map((tag) => tag.split(':'))
        .filter(([name]) => name)
        .map(([name = '', ...value]) => [name.trim(), [value.join(':').trim()]]),
    );
  }
  return null;
};

function attributeOf(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  return (match?.[1] ?? match?.[2])?.replaceAll('&amp;', '&');
}
