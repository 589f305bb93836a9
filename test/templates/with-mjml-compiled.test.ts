import { expect, test } from 'vitest';
import { withMjmlCompiled } from '#templates/with-mjml-compiled.ts';

const mjml =
  '<mjml><mj-body><mj-section><mj-column>\n<mj-text><%= it.a %></mj-text></mj-column></mj-section></mj-body></mjml>';

test('a file in MJML is its HTML, under its fields', () => {
  const files = withMjmlCompiled([
    ['tea/email.mjml.eta', `subject: Tea <%= it.a %>\n---\n${mjml}`],
    ['tea/sms.eta', 'Tea'],
  ]);
  expect(Object.keys(files)).toEqual(['tea/email.html.eta', 'tea/sms.eta']);
  expect(files['tea/email.html.eta']).toMatch(/^subject: Tea <%= it\.a %>\n---\n<style>/);
  expect(files['tea/email.html.eta']).toContain('<%= it.a %></div>');
});

test('what is wrong is told by file, line and column', () => {
  const wrong = mjml.replace('<mj-text>', '<mj-txt>');
  expect(() => withMjmlCompiled([['tea/email.mjml.eta', `subject: Tea\n---\n${wrong}`]])).toThrow(
    'templates/tea/email.mjml.eta:4:1 <mj-txt> is no element of MJML',
  );
});
