/** Does something for one after another, tells what went wrong with each, and returns how many did. */
export const countFailures = async <Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  act: (item: Item) => Promise<boolean>,
  tell: (line: string) => void,
): Promise<number> => {
  let failures = 0;
  for (const item of items) {
    try {
      if (!(await act(item))) failures += 1;
    } catch (error) {
      failures += 1;
      tell(`${nameOf(item)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (items.length > 1) {
    const rest = failures === 0 ? 'all of them in order' : `${failures} not in order`;
    tell(`${items.length} templates, ${rest}`);
  }
  return failures;
};
