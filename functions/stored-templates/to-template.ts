import type { Template } from '#core/template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { zodOf } from '#functions/templates/zod-of.ts';
import type { StoredVersion } from './stored-version.ts';

/** A stored version as the door knows templates. */
export const toTemplate = ({ templateId, version, body }: StoredVersion): Template => {
  const read = readDataSchema(body.dataSchema);
  if (read.kind === 'refused') {
    // It was read when it was published: a reader that has become stricter must not lose templates.
    throw new Error(`The data schema of ${templateId} version ${version} is not read any more`);
  }
  const { category, sample, sender, attachments, content, messages } = body;
  const dataSchema = zodOf(read.schema);
  const about = { category, sample, sender, attachments, content, messages, dataSchema };
  return { id: templateId, version, ...about };
};
