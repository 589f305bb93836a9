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
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { type EmailEnv, sesOf } from './env.ts';

/** SES: the sender's identity, and a configuration set that reports what became of each mail. */
export const build: BuildChannel<EmailEnv> = (scope, context) => {
  const { settings, feedbackTopic, linkSecret, publicUrl } = context;
  const { sender } = settings;
  if (sender.isCreated) {
    new EmailIdentity(scope, 'Sender', { identity: Identity.email(sender.address) });
  }
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
      SENDER: sender.name === '' ? sender.address : `${sender.name} <${sender.address}>`,
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
      const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
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
            arnOf('identity', sender.address),
            arnOf('identity', domain),
            arnOf('configuration-set', configurationSet.configurationSetName),
            ...(fallback === undefined
              ? []
              : [
                  arnOf('identity', sender.address, fallback.region),
                  arnOf('identity', domain, fallback.region),
                ]),
            ...(fallback?.configurationSet === undefined
              ? []
              : [arnOf('configuration-set', fallback.configurationSet, fallback.region)]),
          ],
          conditions: { StringEquals: { 'ses:FromAddress': sender.address } },
        }),
      );
    },
  };
};
