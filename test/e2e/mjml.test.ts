import { expect } from 'vitest';
import { send, uniqueAddress, uniqueLabel, waitForStatus } from './herald.ts';
import { needs } from './needs.ts';
import { waitForMail } from './outbox.ts';
import { call } from './signed-call.ts';

const dataSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: { type: 'string', maxLength: 100 } },
};

const draftOf = (content: string) => ({
  category: 'orders',
  dataSchema,
  sample: { name: 'Ada' },
  content: {
    default: {
      EMAIL: {
        subject: 'Two columns for <%= it.name %>',
        mjml: `<mjml>\n<mj-body>\n<mj-section>${content}\n</mj-section></mj-body></mjml>`,
      },
    },
  },
});

needs('outbox')(
  'a mail in MJML is compiled when it is published, and sent on the layout',
  async () => {
    const templateId = uniqueLabel('MJML').toUpperCase().replaceAll('-', '_');
    const path = `/templates/${templateId}`;
    const put = (content: string) => call('PUT', `${path}/draft`, { body: draftOf(content) });

    const wrong = await put('\n<mj-column><mj-include path="/etc/passwd" /></mj-column>');
    expect(wrong.body, wrong.text).toMatchObject({
      problems: [{ pointer: '/content/default/EMAIL/mjml', line: 4, column: 12 }],
    });
    expect((await call('POST', `${path}/publish`, {})).status).toBe(400);

    const right = await put(
      '<mj-column><mj-text>Hello <%= it.name %></mj-text></mj-column><mj-column><mj-button href="https://x.test/">Open</mj-button></mj-column>',
    );
    expect(right.body, right.text).toMatchObject({ problems: [] });
    const previewed = await call('POST', `${path}/preview`, { body: { version: 'draft' } });
    expect(previewed.text).toContain('mj-column-per-50');
    expect((await call('POST', `${path}/publish`, {})).status).toBe(200);

    const recipientIdentifier = uniqueAddress();
    const data = { name: '<Zoë>' };
    const sent = await send({ templateId, recipientType: 'EMAIL', recipientIdentifier, data });
    await waitForStatus(sent.notificationId);
    const mail = await waitForMail(recipientIdentifier);
    expect(mail.subject).toBe('Two columns for <Zoë>');
    expect(mail.html.split('</head>')[0]).toContain('.mj-column-per-50');
    expect(mail.html).toContain('Hello &lt;Zoë&gt;');
    expect(mail.html).not.toContain('<mj-');
    expect(mail.text).toMatch(/^Hello <Zoë>\s+Open \(https:\/\/x\.test\/\)/);
  },
);
