const bodyParts = 'mj-section mj-wrapper mj-hero mj-raw';
const columnParts =
  'mj-text mj-button mj-image mj-divider mj-spacer mj-table mj-social mj-navbar mj-raw';

/** What may stand in what; everything else of MJML stands in a column and holds HTML, or nothing. */
const childrenOf: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    mjml: 'mj-head mj-body',
    'mj-head': 'mj-attributes mj-style mj-breakpoint',
    'mj-body': bodyParts,
    'mj-wrapper': 'mj-section mj-hero mj-raw',
    'mj-section': 'mj-column mj-group mj-raw',
    'mj-group': 'mj-column mj-raw',
    'mj-column': columnParts,
    'mj-hero': columnParts,
    'mj-social': 'mj-social-element mj-raw',
    'mj-navbar': 'mj-navbar-link mj-raw',
  }).map(([name, children]) => [name, new Set(children.split(' '))]),
);

/** Those whose content is HTML, up to their own end tag. */
const holdsHtml: ReadonlySet<string> = new Set(
  ['mj-text mj-button mj-table mj-raw mj-style mj-social-element mj-navbar-link'].flatMap((names) =>
    names.split(' '),
  ),
);

/** What MJML has and a message here does without, with what to do instead. */
const refusedElements: Readonly<Record<string, string>> = {
  'mj-include': 'nothing is included from elsewhere; write it here',
  'mj-preview': 'write it as the preheader of the mail',
  'mj-title': 'the subject is the title',
  'mj-font': 'fonts are not loaded from elsewhere; name one that readers have',
  'mj-html-attributes': 'write the attributes where they belong',
  // Made of checkboxes, and of pictures that lie with a third company.
  'mj-accordion': 'few mail programs can open it; write it out',
  'mj-carousel': 'few mail programs can turn it; show its pictures',
};

export type MjmlKind = 'holds-elements' | 'holds-html' | 'is-empty';

/** What an element may hold. */
export const kindOfMjml = (name: string, parent: string | undefined): MjmlKind => {
  // There it only names the element whose attributes it gives.
  if (parent === 'mj-attributes') return 'is-empty';
  if (holdsHtml.has(name)) return 'holds-html';
  return childrenOf[name] !== undefined || name === 'mj-attributes' ? 'holds-elements' : 'is-empty';
};

/** Why an element may not stand within that parent; undefined where it may. */
export const misplacedMjml = (name: string, parent: string | undefined): string | undefined => {
  const why = refusedElements[name];
  if (why !== undefined) return `<${name}> may not stand here: ${why}`;
  if (parent === undefined) {
    return name === 'mjml' ? undefined : `MJML begins with <mjml>, not with <${name}>`;
  }
  if (parent === 'mj-attributes') {
    return name.startsWith('mj-') ? undefined : `<${name}> is no element of MJML`;
  }
  if (childrenOf[parent]?.has(name)) return undefined;
  const parents = Object.entries(childrenOf).flatMap(([one, children]) =>
    children.has(name) ? [`<${one}>`] : [],
  );
  if (parents.length > 0) return `<${name}> stands in ${parents.join(', ')}, not in <${parent}>`;
  return `<${name}> is no element of MJML; HTML stands in <mj-text> or <mj-raw>`;
};

/** Whether a tag of the template may stand between the elements of that one. */
export const takesTemplateTags = (parent: string): boolean =>
  childrenOf[parent]?.has('mj-raw') === true;
