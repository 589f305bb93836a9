import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { PhoneNumber } from '#core/phone-number.ts';
import { phoneNumberRules } from '#lib/bundling/phone-number-rules.ts';

const Bundled = z.object({ read: z.custom<(text: string) => string | undefined>() });

const bundle = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { PhoneNumber } from '#core/phone-number.ts';
        export const read = (text) => PhoneNumber.safeParse(text).data;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    minify: true,
    plugins: [phoneNumberRules],
  });
  return outputFiles[0]?.text ?? '';
};

test('a bundle reads phone numbers as the source does, without what formats them', async () => {
  const code = await bundle();
  const { read } = Bundled.parse(
    await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`),
  );
  const numbers = ['+1 (415) 555-0100', '+44 (0)20 7946 0018', '+4915112345678', '+1415', '0041'];
  for (const text of numbers) expect(read(text)).toBe(PhoneNumber.safeParse(text).data);
  expect(code).not.toContain('($1) $2-$3');
});
