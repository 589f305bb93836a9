import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import type { Template } from '#core/template.ts';
import { TemplateBody } from '#core/template-version.ts';
import { keepPromises } from '#functions/stored-templates/keep-promises.ts';
import { tagOf } from '#functions/stored-templates/stored-version.ts';
import type { TemplatesTable, VersionHead } from '#functions/stored-templates/templates-table.ts';

/** Which version a deployed template is: its number, and when it was first seen. */
export type CodeVersionOf = (
  template: Template,
) => Promise<Pick<VersionHead, 'version' | 'createdAt'>>;

interface CodeVersionDeps {
  readonly table: Pick<TemplatesTable, 'listVersions' | 'putVersion'>;
  readonly now: () => number;
}

/** Who makes versions of templates in code, in place of a caller. */
export const deployment = 'deployment';

const maxNumbersTried = 20;
const mostVersionsLooked = 1000;

/**
 * Numbers what is deployed: whatever a template in code says for the first time is kept as a version of its own, once
 * in a container. What it has said before, as after a deployment that was taken back, is that version again.
 */
export const createCodeVersionOf = ({ table, now }: CodeVersionDeps): CodeVersionOf => {
  const known = keepPromises(
    (_templateId: string, template: Template) => keepCode(template, { table, now }),
    { most: 1000, now },
  );
  return async (template) => {
    const found = await known(template.id, template);
    if (found === undefined) throw new Error(`${template.id} was not numbered`);
    return found;
  };
};

async function keepCode(template: Template, { table, now }: CodeVersionDeps) {
  const { id: templateId } = template;
  const body = bodyOfCode(template);
  const tag = tagOf(body);
  for (let tried = 0; tried < maxNumbersTried; tried += 1) {
    const heads = await table.listVersions(templateId, undefined, mostVersionsLooked);
    const same = heads.find((head) => head.isCode === true && head.tag === tag);
    if (same !== undefined) return same;
    const version = (heads[0]?.version ?? 0) + 1;
    const createdAt = now();
    const made = { templateId, version, body, programs: {}, createdAt, createdBy: deployment };
    if (await table.putVersion({ ...made, isCode: true })) return { version, createdAt };
  }
  throw new ProblemError(
    'UNAVAILABLE',
    `${templateId} is being deployed at this moment. Try again.`,
  );
}

/** What a template in code consists of, as a version of one made by API does. */
function bodyOfCode({ category, dataSchema, sample, sender, content }: Template): TemplateBody {
  const about = { category, sample, content, ...(sender === undefined ? {} : { sender }) };
  const schema = z.toJSONSchema(dataSchema, { io: 'input' });
  return TemplateBody.parse(JSON.parse(JSON.stringify({ ...about, dataSchema: schema })));
}
