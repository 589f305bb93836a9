import type { ProblemDetail } from '#core/problem.ts';
import { fieldFault } from '#functions/stored-templates/field-fault.ts';
import { toPlainText } from '#functions/stored-templates/to-plain-text.ts';

import { draftProblem } from './draft-problem.ts';

/** What is wrong with a field as it comes out for the sample; none of a mail's text is made of its HTML. */
export const checkRendered = (
  path: readonly string[],
  text: string,
  isTextMade: boolean,
): ProblemDetail | undefined => {
  const field = path.at(-1) ?? '';
  const fault = text.trim() === '' ? undefined : fieldFault(field, text.trim());
  if (fault !== undefined) {
    return draftProblem(path, fault.code, `With the sample, ${field} ${fault.why}.`);
  }
  if ((field !== 'html' && field !== 'mjml') || !isTextMade || toPlainText(text).trim() !== '')
    return undefined;
  const detail = 'No text can be made of this; write one.';
  return draftProblem([...path.slice(0, -1), 'text'], 'MISSING_FIELD', detail);
};
