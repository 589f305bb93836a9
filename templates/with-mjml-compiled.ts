import { compileMjml } from '#functions/mjml/compile-mjml.ts';
import { splitFrontMatter } from './split-front-matter.ts';

const mjmlFile = /\.mjml\.eta$/;

/** Content files as a renderer takes them: `email.mjml.eta` is `email.html.eta`. @throws where MJML is wrong. */
export const withMjmlCompiled = (
  files: readonly (readonly [path: string, file: string])[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    files.map(([path, file]) =>
      mjmlFile.test(path)
        ? [path.replace(mjmlFile, '.html.eta'), compiledFile(path, file)]
        : [path, file],
    ),
  );

function compiledFile(path: string, file: string): string {
  const { fields, body } = splitFrontMatter(file);
  const compiled = compileMjml(body);
  if (compiled.kind === 'refused') {
    const [problem] = compiled.problems;
    const head = file.split(/\r?\n/).length - body.split('\n').length;
    throw new Error(
      `templates/${path}:${head + (problem?.line ?? 1)}:${problem?.column ?? 1} ${problem?.message ?? ''}`,
    );
  }
  const head = [...fields].map(([name, source]) => `${name}: ${source}`);
  return [...head, ...(head.length === 0 ? [] : ['---']), compiled.html].join('\n');
}
