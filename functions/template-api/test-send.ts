import * as z from 'zod';
import { ProblemError } from '#core/problem.ts';
import { Locale, RecipientType } from '#core/recipient.ts';
import type { Template } from '#core/template.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import {
  type AcceptNotificationsDeps,
  acceptNotifications,
} from '#functions/ingress/accept-notifications.ts';
import type { StoredVersion } from '#functions/stored-templates/stored-version.ts';
import { toTemplate } from '#functions/stored-templates/to-template.ts';
import { keepDraft } from './keep-draft.ts';
import { checkDeployed, ownTemplateId, type TemplateRoutesDeps } from './template-deps.ts';

/** The body of `POST /templates/{templateId}/test-send`. */
export const TestSendRequest = z
  .strictObject({
    recipientType: RecipientType,
    recipientIdentifier: z.string().min(1).max(4096),
    version: z
      .union([z.int().positive(), z.literal('draft')])
      .optional()
      .meta({ description: 'What is sent now, where nothing is said.' }),
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The sample, where none is given.' }),
    channels: z.array(ChannelEnum).min(1).optional(),
    locale: Locale.optional(),
  })
  .meta({ id: 'TestSendRequest', description: 'Who is to get it, and which version.' });
export type TestSendRequest = z.infer<typeof TestSendRequest>;

/** What a test needs of the door. */
export type TestSendDeps = TemplateRoutesDeps & {
  readonly door: Omit<AcceptNotificationsDeps, 'findTemplates'>;
};

/**
 * Sends a version, published or not, to one recipient, on the whole way that any send goes: preferences
 * and suppressions bind it too. A draft becomes a version that nothing points to.
 */
export const testSend = async (
  templateId: string,
  { version, data, ...recipient }: TestSendRequest,
  caller: string,
  deps: TestSendDeps,
) => {
  const { template, version: sent } = await findTemplate(templateId, version, caller, deps);
  const send = {
    templateId,
    ...recipient,
    data: data ?? template.sample,
    priority: 'HIGH',
    metadata: { testSend: 'true' },
  };
  const findTemplates = async () => new Map([[templateId, template]]);
  const [result] = await acceptNotifications([send], { caller }, { ...deps.door, findTemplates });
  if (result === undefined) throw new Error('The test got no result');
  if ('error' in result) throw result.error;
  return { ...result, version: sent };
};

async function findTemplate(
  templateId: string,
  version: TestSendRequest['version'],
  caller: string,
  deps: TestSendDeps,
): Promise<{ readonly template: Template; readonly version: number }> {
  const inCode = deps.templates.get(templateId);
  if (inCode !== undefined && version !== 'draft') {
    return { template: inCode, version: await checkDeployed(inCode, version, deps) };
  }
  const id = ownTemplateId(templateId, deps);
  const sent = (stored: StoredVersion) => ({
    template: toTemplate(stored),
    version: stored.version,
  });
  if (version === 'draft') return sent(await keepDraft(id, { at: deps.now(), by: caller }, deps));
  const number = version ?? (await deps.table.getRelease(id))?.release.publishedVersion;
  const stored = number === undefined ? undefined : await deps.table.getVersion(id, number);
  if (stored !== undefined) return sent(stored);
  const what = number === undefined ? 'no published version' : `no version ${number}`;
  throw new ProblemError('NOT_FOUND', `${id} has ${what}.`);
}
