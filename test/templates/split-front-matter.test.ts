import { describe, expect, test } from 'vitest';
import { splitFrontMatter } from '#templates/split-front-matter.ts';

const split = (file: string) => {
  const { fields, body } = splitFrontMatter(file);
  return { fields: Object.fromEntries(fields), body };
};

describe('splitFrontMatter', () => {
  test('takes the lines before --- for fields and the rest for the body', () => {
    expect(split('subject: Hello: you\npreheader: Soon\n---\n<p>1</p>\n---\n2\n')).toEqual({
      fields: { subject: 'Hello: you', preheader: 'Soon' },
      body: '<p>1</p>\n---\n2\n',
    });
  });

  test('takes a file without --- for a body', () => {
    expect(split('subject: Hello\nthere')).toEqual({ fields: {}, body: 'subject: Hello\nthere' });
  });

  test('takes a rule between paragraphs for a part of the body', () => {
    const file = 'Dear you,\n---\nwe write.';
    expect(split(file)).toEqual({ fields: {}, body: file });
  });

  test('reads files with CRLF as those with LF', () => {
    expect(split('title: Hi\r\n---\r\nbody\r\n')).toEqual({
      fields: { title: 'Hi' },
      body: 'body\n',
    });
  });

  test('refuses a field that stands there twice', () => {
    expect(() => split('title: a\ntitle: b\n---\n')).toThrow('has the field title twice');
  });
});
