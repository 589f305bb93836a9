import { expect, test } from 'vitest';
import { ProblemError } from '#core/problem.ts';
import type { Template } from '#core/template.ts';
import { checkSend } from '#functions/ingress/check-send.ts';
import { sendExample } from '#functions/ingress/examples.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';

const file = (filename: string, bucket = 'herald-files') => ({ bucket, key: filename, filename });
const order = templates.get('ORDER_CONFIRMATION');
if (order === undefined) throw new Error('there is no ORDER_CONFIRMATION');

const check = (
  attachments: readonly object[] | undefined,
  ofTemplate: Template['attachments'],
  channels: readonly string[] = sendExample.channels,
) =>
  checkSend({ ...sendExample, attachments, channels }, '1/Orders', {
    templates: { get: () => ({ ...order, attachments: ofTemplate }) },
    categories,
    overrideCallers: new Set(),
    attachmentBuckets: new Set(['herald-files']),
    now: () => Date.parse('2023-10-27T09:00:00Z'),
  });
const errorsOf = (attachments: readonly object[], ofTemplate?: Template['attachments']) => {
  try {
    check(attachments, ofTemplate);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

test('a message carries the files of its template, and then its own', () => {
  const { request } = check([file('own.pdf')], [file('terms.pdf')]);
  expect(request.attachments).toEqual([file('terms.pdf'), file('own.pdf')]);
  expect(check(undefined, [file('terms.pdf')]).request.attachments).toEqual([file('terms.pdf')]);
  expect(check(undefined, undefined).request.attachments).toBeUndefined();
});

test('a file lies in a bucket that the stage allows', () => {
  expect(errorsOf([file('a.pdf'), file('a.pdf', 'elsewhere')])).toEqual([
    '/attachments/1/bucket UNKNOWN_BUCKET',
  ]);
});

test('a mail has ten files at most, its template’s among them', () => {
  const nine = Array.from({ length: 9 }, (_, index) => file(`${index}.pdf`));
  expect(errorsOf(nine, [file('terms.pdf')])).toEqual([]);
  expect(errorsOf([...nine, file('own.pdf')], [file('terms.pdf')])).toEqual([
    '/attachments TOO_MANY',
  ]);
  expect(errorsOf([])).toEqual(['/attachments INVALID_VALUE']);
});

test('files are for a mail', () => {
  expect(() => check([file('a.pdf')], undefined, ['IN_APP'])).toThrow(ProblemError);
  expect(() => check(undefined, [file('terms.pdf')], ['IN_APP'])).not.toThrow();
});
