import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { appOf } from './synthesize.ts';

test('the lanes of mail may send from the senders of their stage, and from nobody else', async () => {
  const { stacks } = await appOf('dev', {
    senders: {
      billing: {
        address: 'billing@pay.example',
        name: 'Billing',
        replyTo: 'help@example.com',
        isCreated: true,
      },
      news: { address: 'news@example.com', name: '', isCreated: false },
      shop: { address: 'shop@example.com', isCreated: false },
    },
    brand: { name: 'Acme, Inc.' },
  });
  const pipeline = Template.fromStack(stacks.pipeline);
  pipeline.hasResourceProperties('AWS::SES::EmailIdentity', {
    EmailIdentity: 'billing@pay.example',
  });
  pipeline.resourceCountIs('AWS::SES::EmailIdentity', 2);
  const [variables] = Object.values(pipeline.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables.SENDERS ?? [],
  );
  expect(JSON.parse(variables)).toEqual({
    billing: { from: 'Billing <billing@pay.example>', replyTo: 'help@example.com' },
    news: { from: 'news@example.com' },
    // Without a name of its own it has the brand's.
    shop: { from: '"Acme, Inc." <shop@example.com>' },
  });
  const [own] = Object.values(pipeline.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables.SENDER ?? [],
  );
  expect(own).toBe('"Acme, Inc." <herald@example.com>');
  const statements = Object.values(pipeline.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const [sends] = statements.filter(({ Action }) => Action === 'ses:SendEmail');
  expect(sends.Condition.StringEquals['ses:FromAddress']).toEqual([
    'herald@example.com',
    'billing@pay.example',
    'news@example.com',
    'shop@example.com',
  ]);
  const resources = JSON.stringify(sends.Resource);
  for (const identity of [
    'billing@pay.example',
    'pay.example',
    'news@example.com',
    'example.com',
  ]) {
    expect(resources).toContain(`:identity/${identity}"`);
  }
});
