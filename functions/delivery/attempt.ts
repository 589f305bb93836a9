import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import type { LoadedAttachments } from './attachments.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { Delivered } from './delivered.ts';
import { makeLinks } from './make-links.ts';
import { resultOf } from './result-of.ts';
import { settle } from './settle.ts';

/** What can be said of the files of a message once it is claimed. */
export type Files = Extract<LoadedAttachments, { readonly kind: 'loaded' | 'failed' }>;

/** One attempt by one provider, the claim being ours. */
export async function attempt(
  message: DeliveryMessage,
  claimed: DeliveryRecord,
  deps: DeliverDeps,
  files: Files | undefined,
): Promise<Delivered> {
  const { request } = message;
  if (files?.kind === 'failed') {
    const { reason, detail } = files;
    return settle(message, claimed, { status: 'FAILED', reason, detail }, deps);
  }
  const category = deps.categoryOf(request);
  const made = await makeLinks(message, category, deps.linksFor);
  if (made.kind === 'refused-for-now') {
    return settle(message, claimed, resultOf(message, claimed, made, deps), deps);
  }
  const { links } = made;
  const rendered = await deps.render(message, links);
  if (rendered.kind === 'failed') {
    const { reason = 'RENDERING_FAILED', detail } = rendered;
    return settle(message, claimed, { status: 'FAILED', reason, detail }, deps);
  }
  const sender = deps.senderOf?.(request);
  const outcome = await deps.send({
    deliveryId: message.deliveryId,
    notificationId: request.notificationId,
    address: message.address,
    templateId: request.templateId,
    category: category?.id ?? 'unknown',
    ...(sender === undefined ? {} : { sender }),
    ...(message.userId === undefined ? {} : { userId: message.userId }),
    expiresAt: request.expiresAt,
    acceptedAt: request.acceptedAt,
    content: rendered.content,
    ...(links === undefined ? {} : { links }),
    ...(files === undefined ? {} : { files: files.files }),
  });
  return settle(message, claimed, resultOf(message, claimed, outcome, deps), deps);
}
