import * as z from 'zod';
import { formList } from './query-form.ts';

/** A message attribute as it travels; binary values are base64. */
export const MessageAttribute = z.object({
  DataType: z.string().regex(/^(String|Number|Binary|String\.Array)(\..+)?$/),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
export type MessageAttribute = Readonly<z.infer<typeof MessageAttribute>>;
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Message attributes as a form lists them. */
export const MessageAttributeList = formList(
  z.object({ Name: z.string().min(1).max(256), Value: MessageAttribute }),
).transform(
  (list): MessageAttributes => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])),
);

/** A message with its attributes, and all messages of a batch. */
export const maxMessageBytes = 256 * 1024;

/** A message's size as SNS and SQS count it: attributes count by name, type and value. */
export const messageBytes = (message: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(message),
  );

/** The values that a filter policy is held against, as JSON has them. */
export const attributeValues = (attributes: MessageAttributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, attributeValue(attribute)]),
  );

function attributeValue({
  DataType,
  StringValue = '',
  BinaryValue = '',
}: MessageAttribute): unknown {
  if (DataType.startsWith('Binary')) return BinaryValue;
  if (DataType.startsWith('Number')) return Number(StringValue);
  if (!DataType.startsWith('String.Array')) return StringValue;
  try {
    return JSON.parse(StringValue);
  } catch {
    return StringValue;
  }
}
