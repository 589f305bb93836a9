/** Whether JSON text nests deeper than that; what would make a recursion over its value end badly. */
export const nestsDeeper = (text: string, most: number): boolean => {
  // Each level takes a bracket at either end.
  if (text.length <= 2 * most) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > most) return true;
  }
  return false;
};

/** The closing quote of the string that begins there, or the end of the text. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
