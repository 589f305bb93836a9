import * as z from 'zod';
import { BrandChange } from '#core/brand.ts';
import type { ChannelName } from '#core/channel.ts';
import { speeds } from '#core/priority.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import { mostReceives } from '#core/retry-policy.ts';
import { SendWindow } from '#core/send-window.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { leastRate } from './lane-pace.ts';
import { providerRetryPolicies } from './retry-policies.ts';
import type { StageSettings } from './stage-settings.ts';

/** CAN-SPAM, 15 U.S.C. 7704 (a)(3)(A)(ii): a way to decline has to work for 30 days after the mail. */
const leastUnsubscribeDays = 30;
/** DLQs keep messages 14 days; a redriven one must still find its record. */
const leastRetentionDays = 15;
const sqsMaxReceiveCount = 1_000;
/** A platform application as its ARN ends; SNS allows these characters in its name. */
const pushApplication: Readonly<Record<string, RegExp>> = {
  FCM: /^GCM\/[\w.-]{1,256}$/,
  APNS: /^APNS(_SANDBOX)?\/[\w.-]{1,256}$/,
};

/** The settings, or an error that says what about them cannot work. */
export const checked = (name: string, settings: StageSettings): StageSettings => {
  if (settings.retentionDays < leastRetentionDays) {
    throw new Error(
      `Stage ${name} keeps notifications ${settings.retentionDays} days. ` +
        `Make it at least ${leastRetentionDays}: a DLQ keeps messages 14, and a redriven one needs its record.`,
    );
  }
  if (settings.webhooks.allowLoopback && name !== 'local') {
    throw new Error(
      `Webhooks of stage ${name} may go to 127.0.0.1. That is for stage local alone: elsewhere it is the function's own machine.`,
    );
  }
  if (settings.links.unsubscribeDays < leastUnsubscribeDays) {
    throw new Error(
      `Links to unsubscribe hold ${settings.links.unsubscribeDays} days on stage ${name}. ` +
        `Make it at least ${leastUnsubscribeDays}, as the law has it (CAN-SPAM), better a year.`,
    );
  }
  for (const [platform, application] of Object.entries(settings.push)) {
    if (!pushApplication[platform]?.test(application)) {
      throw new Error(
        `push.${platform} of stage ${name} is ${application}; it names an SNS platform application, ` +
          'such as GCM/herald-fcm for FCM, APNS/herald-apns or APNS_SANDBOX/herald-apns for APNS.',
      );
    }
  }
  refuseUnreadable(`brand of stage ${name}`, BrandChange.optional(), settings.brand);
  refuseUnreadable(`quietHours of stage ${name}`, QuietHours.optional(), settings.quietHours);
  for (const { id, sendWindow } of categories.values()) {
    refuseUnreadable(`sendWindow of category ${id}`, SendWindow.optional(), sendWindow);
  }
  for (const { id, sender } of [...categories.values(), ...templates.values()]) {
    if (sender !== undefined && settings.senders?.[sender] === undefined) {
      throw new Error(
        `${id} is sent by ${sender}, and stage ${name} has no such one in its senders. Add it there, or name another.`,
      );
    }
  }
  const buckets = settings.attachmentBuckets?.map((bucket) => bucket.name) ?? [];
  for (const { id, attachments = [] } of templates.values()) {
    const unknown = attachments.find(({ bucket }) => !buckets.includes(bucket));
    if (unknown !== undefined) {
      throw new Error(
        `${id} attaches a file of ${unknown.bucket}, and stage ${name} has no such one in its attachmentBuckets. Add it there.`,
      );
    }
  }
  if (settings.sms.fallback?.provider === settings.sms.provider) {
    throw new Error(
      `sms.fallback of stage ${name} is ${settings.sms.provider} again, which refuses what it refused. Name the other provider, or none.`,
    );
  }
  const smsProviders = [settings.sms.provider, settings.sms.fallback?.provider];
  if (settings.sms.answers !== undefined && !smsProviders.includes('END_USER_MESSAGING')) {
    throw new Error(
      `sms.answers of stage ${name} is for numbers of End User Messaging, which nobody sends by there. Take it out.`,
    );
  }
  refuseUnknownChannels(name, 'sendRates', settings.sendRates);
  for (const [channel, rates] of Object.entries(settings.sendRates ?? {})) {
    for (const [provider, rate] of Object.entries(rates)) {
      if (rate < leastRate) {
        throw new Error(
          `sendRates of stage ${name} lets ${provider} take ${rate} messages a second by ${channel}. Make it at least ` +
            `${leastRate}: AWS runs two invocations of each of two lanes at once, and slower than that their batches take too long.`,
        );
      }
    }
  }
  for (const caller of settings.overrideCallers) {
    if (!/^\d{12}\/.+/.test(caller)) {
      throw new Error(
        `overrideCallers of stage ${name} names ${caller}; it takes account and role, such as 123456789012/Alerts.`,
      );
    }
  }
  refuseUnknownChannels(name, 'providerRetries', settings.providerRetries);
  for (const channel of ['', ...Object.keys(settings.providerRetries ?? {})]) {
    for (const speed of speeds) {
      const ofProviders = providerRetryPolicies(settings, channel);
      const receives = mostReceives(speed, settings.retryPolicies, ofProviders);
      if (receives > sqsMaxReceiveCount) {
        throw new Error(
          `The ${speed} retry policy of ${channel === '' ? '' : `${channel} on `}stage ${name} can take ${receives} receives; SQS allows ${sqsMaxReceiveCount}.`,
        );
      }
    }
  }
  return settings;
};

/** What the functions would refuse when they start is said when it is written. */
function refuseUnreadable(what: string, schema: z.ZodType, value: unknown): void {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${what} is wrong:\n${z.prettifyError(result.error)}`);
}

function refuseUnknownChannels(
  stage: string,
  setting: string,
  byChannel: Readonly<Record<ChannelName, unknown>> = {},
): void {
  const names = channels.map(({ name }) => name);
  const unknown = Object.keys(byChannel).find((channel) => !names.includes(channel));
  if (unknown === undefined) return;
  throw new Error(
    `${setting} of stage ${stage} names ${unknown}; the channels are ${names.join(', ')}.`,
  );
}
