import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EndpointStore, PlatformEndpoint } from './endpoint-store.ts';
import type { Operation } from './operation.ts';
import { checkForm, formList } from './query-form.ts';
import { invalidParameter, SnsError } from './sns-error.ts';

const pageSize = 100;

const ApplicationArn = z
  .string()
  .regex(/^arn:[\w-]+:sns:[\w-]*:\d{12}:app\/[A-Z_]+\/[\w.-]+$/, 'PlatformApplicationArn');
const Attributes = z.object({
  CustomUserData: z.string().max(2048).optional(),
  Enabled: z
    .string()
    .transform((text) => text.toLowerCase() === 'true')
    .optional(),
  Token: z.string().min(1).optional(),
});
const AttributeList = formList(z.object({ key: z.string(), value: z.string() }))
  .transform((list): unknown => Object.fromEntries(list.map(({ key, value }) => [key, value])))
  .pipe(Attributes);
const Create = z.object({
  PlatformApplicationArn: ApplicationArn,
  Token: z.string().min(1).max(4096),
  CustomUserData: z.string().max(2048).optional(),
  Attributes: AttributeList,
});
const One = z.object({ EndpointArn: z.string() });
const Change = One.extend({ Attributes: AttributeList });
const Page = z.object({
  PlatformApplicationArn: ApplicationArn,
  NextToken: z.string().default(''),
});

/** The operations on platform endpoints; any platform application exists. */
export const endpointOperations = (store: EndpointStore): Readonly<Record<string, Operation>> => {
  const existing = (form: unknown): PlatformEndpoint => {
    const endpoint = store.find(checkForm(One, form).EndpointArn);
    if (endpoint === undefined) throw new SnsError('NotFound', 'Endpoint does not exist');
    return endpoint;
  };
  return {
    CreatePlatformEndpoint: (form) => {
      const asked = checkForm(Create, form);
      const applicationArn = asked.PlatformApplicationArn;
      const customUserData = asked.CustomUserData ?? asked.Attributes.CustomUserData ?? '';
      const isEnabled = asked.Attributes.Enabled;
      const found = store.findByToken(applicationArn, asked.Token);
      if (found === undefined) {
        const arn = `${applicationArn.replace(':app/', ':endpoint/')}/${randomUUID()}`;
        store.put({
          arn,
          applicationArn,
          token: asked.Token,
          isEnabled: isEnabled ?? true,
          customUserData,
        });
        return { EndpointArn: arn };
      }
      // A device that registers again does not say Enabled, and gets its endpoint, disabled or not.
      const isSame =
        found.customUserData === customUserData &&
        found.isEnabled === (isEnabled ?? found.isEnabled);
      if (!isSame) throw differentAttributes(found);
      return { EndpointArn: found.arn };
    },
    GetEndpointAttributes: (form) => ({ Attributes: toAttributes(existing(form)) }),
    SetEndpointAttributes: (form) => {
      const endpoint = existing(form);
      const { Token, Enabled, CustomUserData } = checkForm(Change, form).Attributes;
      const token = Token ?? endpoint.token;
      const holder = store.findByToken(endpoint.applicationArn, token);
      if (holder !== undefined && holder.arn !== endpoint.arn) throw differentAttributes(holder);
      store.put({
        ...endpoint,
        token,
        isEnabled: Enabled ?? endpoint.isEnabled,
        customUserData: CustomUserData ?? endpoint.customUserData,
      });
      return undefined;
    },
    DeleteEndpoint: (form) => {
      store.remove(checkForm(One, form).EndpointArn);
      return undefined;
    },
    ListEndpointsByPlatformApplication: (form) => {
      const { PlatformApplicationArn, NextToken } = checkForm(Page, form);
      const found = store.list(PlatformApplicationArn, NextToken, pageSize + 1);
      const shown = found.slice(0, pageSize);
      return {
        Endpoints: shown.map((endpoint) => ({
          EndpointArn: endpoint.arn,
          Attributes: toAttributes(endpoint),
        })),
        NextToken: found.length > pageSize ? shown.at(-1)?.arn : undefined,
      };
    },
  };
};

function toAttributes({ token, isEnabled, customUserData }: PlatformEndpoint) {
  return new Map([
    ['Enabled', String(isEnabled)],
    ['Token', token],
    ...(customUserData === '' ? [] : [['CustomUserData', customUserData] as const]),
  ]);
}

/** Word for word: callers read the ARN out of it, as the documentation tells them to. */
function differentAttributes({ arn }: PlatformEndpoint): SnsError {
  return invalidParameter(
    `Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
  );
}
