import { expect, test } from 'vitest';
import type { Sending } from '#functions/channels/channel.ts';
import { createSendInApp } from '#functions/channels/in-app/send-in-app.ts';
import type { InboxItem, InboxTable } from '#platform/inbox-table.ts';

/** The buttons of what is put into an inbox. */
const actionsOf = async (content: Sending['content']) => {
  const items: InboxItem[] = [];
  const put: InboxTable['put'] = async (item) => {
    items.push(item);
  };
  const send = createSendInApp({ put } as Partial<InboxTable> as InboxTable, 30);
  await send({
    deliveryId: 'd',
    notificationId: 'n',
    address: 'ada',
    templateId: 'PARCEL',
    category: 'orders',
    expiresAt: 1,
    acceptedAt: 0,
    content: { title: 'a', body: 'b', ...content },
  });
  return items[0]?.actions;
};

test.each<[Sending['content'], InboxItem['actions']]>([
  [{}, undefined],
  [
    { actionLabel: 'Follow it', actionLink: 'shop://parcels/1' },
    [{ label: 'Follow it', link: 'shop://parcels/1' }],
  ],
  [
    { actionLabel: 'Yes', actionLink: '/yes', otherActionLabel: 'No', otherActionLink: '/no' },
    [
      { label: 'Yes', link: '/yes' },
      { label: 'No', link: '/no' },
    ],
  ],
  // A button that leads nowhere, or says nothing, is none.
  [{ actionLabel: 'Follow it' }, undefined],
  [{ otherActionLink: '/no' }, undefined],
])('of %j an inbox has the buttons %j', async (content, actions) => {
  expect(await actionsOf(content)).toEqual(actions);
});
