import { parseDeliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { markerIn } from '../actors/marker.ts';
import type { MailLinks } from '../actors/report-payloads.ts';
import type { ReportedChannel } from '../actors/report-stories.ts';
import type { Reporters } from '../actors/reporters.ts';
import { AwsError, MalformedRequestError } from '../cloud/aws-errors.ts';
import type { ServiceName, WiredService } from '../cloud/wire.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Attempt } from '../judge/tales.ts';

/** What a provider is asked to send, whatever its words for it. */
export interface Told extends MailLinks {
  readonly deliveryId: string;
  readonly address: string;
  /** All that the reader gets to see. */
  readonly text: string;
}

/** The same, and who is asked. */
export interface Asked extends Told {
  readonly provider: ServiceName;
}

/** What watches every provider. */
export interface ProviderContext {
  readonly ledger: Ledger;
  readonly reporters: Reporters;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

interface ProviderOptions extends ProviderContext {
  readonly name: ServiceName;
  readonly refusals: WiredService['refusals'];
  /** Reads a command; undefined for one that sends nothing. */
  readonly read: (command: unknown) => Told | undefined;
  /** The error of what this provider never takes. */
  readonly rejection: (told: Told) => Error | undefined;
  /** What it calls what it takes. */
  readonly messageIdOf: (attempt: Attempt) => string;
  readonly answer: (messageId: string) => unknown;
  /** The channel that it reports on later; absent where it says nothing more. */
  readonly reportsOn?: ReportedChannel;
}

/** A provider as its callers see it: accepts, throttles, refuses, and loses its answers. */
export const createProvider = (options: ProviderOptions): WiredService => {
  const { name, refusals, ledger, reporters, record, read, rejection, reportsOn } = options;
  return {
    name,
    latencyMs: [15, 180],
    // The caller gives up by itself (core/timing.ts).
    timeoutMs: [10_000, 10_000],
    refusals,
    started: (command, invocation) => {
      const told = read(command);
      if (told === undefined) return undefined;
      const { notificationId = '' } = parseDeliveryId(told.deliveryId) ?? {};
      return ledger.callStarted({ ...told, provider: name }, record(notificationId), invocation);
    },
    execute: (command, _, attempt) => {
      const told = read(command);
      if (told === undefined || attempt === undefined)
        throw new MalformedRequestError(`The simulated ${name} does not know ${String(command)}`);
      const error = rejection(told);
      if (error !== undefined) {
        ledger.callRejected(attempt);
        throw error;
      }
      ledger.callAccepted(attempt, markerIn(told.text));
      const messageId = options.messageIdOf(attempt);
      const { deliveryId } = attempt;
      const { address, unsubscribeUrl, preferencesUrl } = told;
      const message = { deliveryId, address, messageId, unsubscribeUrl, preferencesUrl };
      if (reportsOn !== undefined) reporters.accepted(reportsOn, message);
      return options.answer(messageId);
    },
  };
};

/** An error of a service under its name. */
export const rejectedAs = (name: string, status = 400): AwsError => new AwsError(name, status);
