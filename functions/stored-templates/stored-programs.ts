import * as z from 'zod';
import { ChannelName } from '#core/channel.ts';
import { StoredProgram } from '#functions/templates/program-schema.ts';

/** What sources were compiled to at publish, by locale, channel and field, as their content is. */
export const StoredPrograms = z.record(
  z.string(),
  z.partialRecord(ChannelName, z.record(z.string(), StoredProgram)),
);
export type StoredPrograms = z.infer<typeof StoredPrograms>;
