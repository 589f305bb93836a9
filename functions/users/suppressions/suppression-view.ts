import * as z from 'zod';
import { maskAddress } from '#core/address.ts';
import { addressSchemas } from '#core/address-schemas.ts';
import { ChannelName } from '#core/channel.ts';
import { isoTime } from '#core/instant.ts';
import { type AddressType, RecipientType } from '#core/recipient.ts';
import { SuppressionCause } from '#core/suppression.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import { channels, findChannel } from '#functions/channels/index.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';
import type { SuppressedAddress, SuppressionState } from '#platform/suppressions.ts';

/** One address by one channel; in a body, because URLs end up in logs. */
export const SuppressionRequest = z
  .strictObject({ channel: ChannelEnum, address: z.string() })
  .meta({ id: 'SuppressionRequest', description: 'One address by one channel.' });
export type SuppressionRequest = z.infer<typeof SuppressionRequest>;

const about = {
  cause: SuppressionCause,
  at: z.iso.datetime(),
  by: z
    .string()
    .meta({ description: "The caller's account and role, the provider, or the person." }),
};

/** Whether an address is suppressed. */
export const SuppressionView = z
  .object({
    channel: ChannelName,
    address: z.string().meta({ description: 'Masked.' }),
    suppressed: z.boolean(),
    ...z.object(about).partial().shape,
    lifted: z.object({ at: about.at, by: about.by }).optional().meta({
      description:
        'When a suppression was last taken back, and by whom: by RECIPIENT, who said START.',
    }),
  })
  .meta({
    id: 'Suppression',
    description: 'Whether an address is written to by a channel, and if not, why.',
  });

/** A page of what is suppressed. */
export const SuppressionPage = z
  .object({
    items: z.array(
      z.object({
        address: z.string().meta({ description: 'Masked.' }),
        addressType: RecipientType.exclude(['USER_ID']),
        suppressions: z.array(z.object({ channel: ChannelName, ...about })),
      }),
    ),
    cursor: z.string().optional(),
  })
  .meta({ id: 'SuppressionPage', description: 'A page of suppressed addresses, in no set order.' });

/** An address with its type, normalized, or the problem with it. */
export const readAddress = ({
  channel,
  address,
}: SuppressionRequest): { readonly addressType: AddressType; readonly address: string } => {
  const addressType = addressTypeOf(channel);
  if (addressType === undefined) {
    const possible = channels.map(({ name }) => name).filter(addressTypeOf);
    const detail = `Addresses are suppressed by ${possible.join(' or ')}, not by ${channel}.`;
    throw invalid([{ pointer: '/channel', code: 'NO_ADDRESS', detail }]);
  }
  const result = addressSchemas[addressType].safeParse(address);
  if (!result.success) throw invalid(problemDetails(result.error, ['address']));
  return { addressType, address: result.data };
};

/** The kind of address that a channel writes to although it knows nothing else of a person. */
function addressTypeOf(name: ChannelName): AddressType | undefined {
  return RecipientType.exclude(['USER_ID']).options.find((type) => {
    const alone = {
      kind: 'address',
      type,
      address: 'any',
      preferences: {},
      suppressions: {},
    } as const;
    return (findChannel(name)?.addressesOf(alone) ?? []).length > 0;
  });
}

/** A suppression, or that there is none, as it is read. */
export const toSuppressionView = (
  channel: ChannelName,
  address: string,
  { suppression, lifted }: SuppressionState,
): z.infer<typeof SuppressionView> => ({
  channel,
  address: maskAddress(address),
  suppressed: suppression !== undefined,
  ...(suppression === undefined ? {} : { ...suppression, at: isoTime(suppression.at) }),
  ...(lifted === undefined ? {} : { lifted: { ...lifted, at: isoTime(lifted.at) } }),
});

/** A suppressed address as lists show it. */
export const toSuppressionItem = ({
  maskedAddress,
  addressType,
  suppressions,
}: SuppressedAddress): z.infer<typeof SuppressionPage>['items'][number] => ({
  address: maskedAddress,
  addressType,
  suppressions: Object.entries(suppressions).map(([channel, suppression]) => ({
    channel,
    ...suppression,
    at: isoTime(suppression.at),
  })),
});
