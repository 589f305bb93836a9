import * as z from 'zod';

/** A message's attributes, by name; binary values in base64. */
export const MessageAttributes = z.record(
  z.string(),
  z.object({
    DataType: z.string().optional(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
);
