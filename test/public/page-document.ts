import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

const isElement = (node: Node): node is Element => 'tagName' in node;
const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);

/** Every element of a page as a browser reads it, in the document's order. */
export const elementsOf = (html: string): readonly Element[] => {
  const below = (node: Node): readonly Element[] => [
    ...(isElement(node) ? [node] : []),
    ...childrenOf(node).flatMap(below),
  ];
  return below(parse(html));
};

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

/** The words inside an element. */
export const textOf = (node: Node): string =>
  'value' in node ? node.value : childrenOf(node).map(textOf).join('');

/** The element around a node, and those around that. */
export const ancestorsOf = (element: Element): readonly string[] => {
  const { parentNode } = element;
  return parentNode !== null && isElement(parentNode)
    ? [parentNode.tagName, ...ancestorsOf(parentNode)]
    : [];
};

/** What a browser would post of a page's form as it stands, or with some boxes ticked and fields filled. */
export const formOf = (
  html: string,
  { tick = [], untick = [], fill = {} }: FormInput = {},
): string => {
  const form = new URLSearchParams();
  for (const element of elementsOf(html)) {
    const name = attributeOf(element, 'name');
    if (name === undefined) continue;
    const value = attributeOf(element, 'value') ?? '';
    if (element.tagName === 'input' && attributeOf(element, 'type') === 'checkbox') {
      const isTicked = attributeOf(element, 'checked') !== undefined;
      const is = (list: readonly string[]) => list.includes(`${name}:${value}`);
      if (is(tick) || (isTicked && !is(untick))) form.append(name, value);
    } else if (element.tagName === 'input') form.append(name, fill[name] ?? value);
    else if (element.tagName === 'select') form.append(name, fill[name] ?? selectedOf(element));
  }
  return form.toString();
};

interface FormInput {
  /** name:value of checkboxes. */
  readonly tick?: readonly string[];
  readonly untick?: readonly string[];
  readonly fill?: Readonly<Record<string, string>>;
}

function selectedOf(select: Element): string {
  const options = childrenOf(select).filter(isElement);
  const selected = options.find((option) => attributeOf(option, 'selected') !== undefined);
  return attributeOf(selected ?? select, 'value') ?? '';
}
