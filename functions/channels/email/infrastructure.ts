import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import type { BuildChannel } from '#functions/channels/infrastructure.ts';
import { grantReadObjects } from '#lib/constructs/grant-read-objects.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { pascalCase } from '#lib/pascal-case.ts';
import { brand } from '#templates/brand.ts';
import { type EmailEnv, sesOf } from './env.ts';
import { mailboxOf } from './mailbox-of.ts';

/** SES: the senders' identities, and a configuration set that reports what became of each mail. */
export const build: BuildChannel<EmailEnv> = (scope, context) => {
  const { settings, feedbackTopic, linkSecret, publicUrl } = context;
  const { sender } = settings;
  const brandName = settings.brand?.name ?? brand.name;
  if (sender.isCreated) {
    new EmailIdentity(scope, 'Sender', { identity: Identity.email(sender.address) });
  }
  const others = Object.entries(settings.senders ?? {});
  for (const [id, { isCreated, address }] of others) {
    if (isCreated) {
      new EmailIdentity(scope, `Sender${pascalCase(id)}`, { identity: Identity.email(address) });
    }
  }
  const addresses = [
    ...new Set([sender, ...others.map(([, other]) => other)].map(({ address }) => address)),
  ];
  const configurationSet = new ConfigurationSet(scope, 'ConfigurationSet', {
    reputationMetrics: true,
  });
  configurationSet.addEventDestination('Feedback', {
    destination: EventDestination.snsTopic(feedbackTopic),
    // That SES has a mail we know from its answer, or else from whatever comes next: a message and a write less
    // for every mail.
    events: Object.values(EmailSendingEvent).filter((event) => event !== EmailSendingEvent.SEND),
  });
  const { fallback } = sender;
  return {
    providers: ['SES', ...(fallback === undefined ? [] : [sesOf(fallback.region)])].map((name) => ({
      name,
      isShared: true,
    })),
    environment: {
      SENDER: mailboxOf(sender.name ?? brandName, sender.address),
      ...(others.length === 0
        ? {}
        : {
            SENDERS: JSON.stringify(
              Object.fromEntries(
                others.map(([id, { name = brandName, address, replyTo }]) => [
                  id,
                  {
                    from: mailboxOf(name, address),
                    ...(replyTo === undefined ? {} : { replyTo }),
                  },
                ]),
              ),
            ),
          }),
      CONFIGURATION_SET: configurationSet.configurationSetName,
      ...(fallback === undefined ? {} : { FALLBACK_REGION: fallback.region }),
      ...(fallback?.configurationSet === undefined
        ? {}
        : { FALLBACK_CONFIGURATION_SET: fallback.configurationSet }),
      PUBLIC_URL: publicUrl,
      LINK_SECRET_ARN: linkSecret.secretArn,
      UNSUBSCRIBE_LINK_DAYS: String(settings.links.unsubscribeDays),
      PREFERENCE_LINK_DAYS: String(settings.links.preferencesDays),
    },
    // CDK's grantSendEmail knows neither the configuration set nor a condition on the sender.
    grantSend: (lanes) => {
      grantReadSecret(linkSecret, lanes);
      grantReadObjects(settings, lanes);
      const identities = addresses.flatMap((address) => [
        address,
        address.slice(address.lastIndexOf('@') + 1),
      ]);
      const arnOf = (resource: string, resourceName: string, region?: string) =>
        Stack.of(scope).formatArn({
          service: 'ses',
          resource,
          resourceName,
          ...(region === undefined ? {} : { region }),
        });
      lanes.addToRolePolicy(
        new PolicyStatement({
          actions: ['ses:SendEmail'],
          resources: [
            ...new Set(identities.map((identity) => arnOf('identity', identity))),
            arnOf('configuration-set', configurationSet.configurationSetName),
            ...(fallback === undefined
              ? []
              : new Set(
                  identities.map((identity) => arnOf('identity', identity, fallback.region)),
                )),
            ...(fallback?.configurationSet === undefined
              ? []
              : [arnOf('configuration-set', fallback.configurationSet, fallback.region)]),
          ],
          conditions: {
            StringEquals: {
              'ses:FromAddress': addresses.length === 1 ? sender.address : addresses,
            },
          },
        }),
      );
    },
  };
};
