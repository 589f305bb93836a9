import type { ChannelName } from '#core/channel.ts';
import type { Channel } from './channel.ts';
import { email } from './email/channel.ts';
import { inApp } from './in-app/channel.ts';
import { push } from './push/channel.ts';
import { sms } from './sms/channel.ts';
import { webhook } from './webhook/channel.ts';

/** Every channel that Herald has: lanes, alarms, preferences and the OpenAPI enum follow from it. */
export const channels: readonly Channel[] = [email, sms, push, inApp, webhook];

/** The channel of that name; undefined for what is none. */
export const findChannel = (name: ChannelName): Channel | undefined =>
  channels.find((channel) => channel.name === name);
