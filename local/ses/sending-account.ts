import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import type { Mailbox } from './mailbox.ts';
import { SesError } from './ses-error.ts';

/** Everything that a configuration set can be told of. */
const eventTypes = [
  'Send',
  'Reject',
  'Bounce',
  'Complaint',
  'Delivery',
  'Open',
  'Click',
  'Rendering Failure',
  'DeliveryDelay',
  'Subscription',
] as const;
export type SesEventType = (typeof eventTypes)[number];

/** What an app declares of SES. */
export interface SendingAccount {
  /** Refuses a sender that nobody verified; an identity of a domain covers all addresses in it. */
  checkSender(from: Mailbox): void;
  /** The configuration set to send with: the one that is named, or the identity's own. */
  configurationSetFor(from: Mailbox, named: string | undefined): string | undefined;
  /** The topics that hear of an event. */
  topicsFor(configurationSet: string | undefined, type: SesEventType): readonly string[];
  hasIdentity(identity: string): boolean;
}

const Identity = z.object({
  EmailIdentity: z.string().toLowerCase(),
  ConfigurationSetAttributes: z.object({ ConfigurationSetName: z.string().optional() }).optional(),
});
/** CloudFormation writes `renderingFailure`, the API `RENDERING_FAILURE`, the event `Rendering Failure`. */
const plain = (type: string) => type.toLowerCase().replaceAll(/[_ ]/g, '');
const Destination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z.union([z.boolean(), z.stringbool()]).default(false),
    MatchingEventTypes: z.array(z.string().transform(plain)),
    SnsDestination: z.object({ TopicARN: z.string() }).optional(),
  }),
});

/** Reads identities, configuration sets and their event destinations from an app's resources. */
export const readSendingAccount = (resources: readonly Resource[]): SendingAccount => {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const identities = new Map(
    ofType('AWS::SES::EmailIdentity').map(({ properties }) => {
      const { EmailIdentity, ConfigurationSetAttributes } = Identity.parse(properties);
      return [EmailIdentity, ConfigurationSetAttributes?.ConfigurationSetName];
    }),
  );
  const configurationSets = new Set(ofType('AWS::SES::ConfigurationSet').map(({ ref }) => ref));
  const destinations = ofType('AWS::SES::ConfigurationSetEventDestination').map(({ properties }) =>
    Destination.parse(properties),
  );
  const identityOf = ({ address, domain }: Mailbox): string | undefined => {
    const labels = domain.split('.');
    const parents = labels.map((_, index) => labels.slice(index).join('.'));
    return [address.toLowerCase(), ...parents].find((one) => identities.has(one));
  };
  return {
    checkSender: (from) => {
      if (identityOf(from) !== undefined) return;
      throw new SesError(
        'MessageRejected',
        'Email address is not verified. ' +
          `The following identities failed the check in region US-EAST-1: ${from.text}`,
      );
    },
    configurationSetFor: (from, named) => {
      const name = named ?? identities.get(identityOf(from) ?? '');
      if (name === undefined || configurationSets.has(name)) return name;
      throw new SesError('NotFoundException', `Configuration set <${name}> does not exist.`);
    },
    topicsFor: (configurationSet, type) =>
      destinations.flatMap(({ ConfigurationSetName, EventDestination }) => {
        const { Enabled, MatchingEventTypes, SnsDestination } = EventDestination;
        const isMatch =
          Enabled &&
          ConfigurationSetName === configurationSet &&
          MatchingEventTypes.includes(plain(type));
        return isMatch && SnsDestination !== undefined ? [SnsDestination.TopicARN] : [];
      }),
    hasIdentity: (identity) => identities.has(identity.toLowerCase()),
  };
};
