import * as z from 'zod';
import type { Answer } from './gateway-answer.ts';

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const ProxyResult = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** What a function answered, as HTTP; undefined for what API Gateway calls malformed. */
export const readFunctionAnswer = (payload: string, requestId: string): Answer | undefined => {
  const result = ProxyResult.safeParse(JSON.parse(payload));
  if (!result.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = result.data;
  const named: Record<string, string | readonly string[]> = {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
  };
  for (const [name, value] of Object.entries(headers ?? {})) named[name.toLowerCase()] = value;
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    named[name.toLowerCase()] = values;
  }
  const text = body ?? '';
  return {
    status: statusCode,
    headers: named,
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
};
