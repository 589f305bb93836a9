import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';

/** Who hears of what becomes of a message. */
export interface ConfigurationSet {
  /** The topics that hear of an event, such as TEXT_DELIVERED. */
  topicsFor(eventType: string): readonly string[];
}

/** Where texts go that people send: here, wherever any event goes. On AWS it is said of each phone number. */
export const inboundTopics = (
  configurationSets: ReadonlyMap<string, ConfigurationSet>,
): ReadonlySet<string> =>
  new Set([...configurationSets.values()].flatMap((set) => set.topicsFor('TEXT_DELIVERED')));

const Properties = z.object({
  EventDestinations: z
    .array(
      z.object({
        Enabled: z.stringbool().or(z.boolean()),
        MatchingEventTypes: z.array(z.string()),
        SnsDestination: z.object({ TopicArn: z.string() }).optional(),
      }),
    )
    .default([]),
});

/** The configuration sets of an app, each by its name and its ARN. */
export const readConfigurationSets = (
  resources: readonly Resource[],
): ReadonlyMap<string, ConfigurationSet> =>
  new Map(
    resources
      .filter(({ type }) => type === 'AWS::SMSVOICE::ConfigurationSet')
      .flatMap(({ ref, attributes, properties }) => {
        const { EventDestinations } = Properties.parse(properties);
        const set: ConfigurationSet = {
          topicsFor: (eventType) =>
            EventDestinations.flatMap(({ Enabled, MatchingEventTypes, SnsDestination }) =>
              Enabled && SnsDestination !== undefined && matches(MatchingEventTypes, eventType)
                ? [SnsDestination.TopicArn]
                : [],
            ),
        };
        return [ref, attributes.Arn].flatMap((name) =>
          name === undefined ? [] : [[name, set] as const],
        );
      }),
  );

function matches(wanted: readonly string[], eventType: string): boolean {
  return ['ALL', 'TEXT_ALL', eventType].some((type) => wanted.includes(type));
}
