import * as z from 'zod';

const Text = z.object({ Data: z.string(), Charset: z.string().optional() });
const Addresses = z.array(z.string()).nullish();

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html */
const Header = z.object({
  Name: z.string().regex(/^[!-9;-~]{1,126}$/, 'must be printable ASCII without a colon'),
  Value: z.string().regex(/^[ -~]{1,995}$/, 'must be printable ASCII'),
});
/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
const Tag = z.object({
  Name: z.string().regex(/^[\w-]{1,256}$/, 'must be ASCII letters, digits, _ or -'),
  Value: z.string().regex(/^[\w-]{1,256}$/, 'must be ASCII letters, digits, _ or -'),
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Attachment.html */
const Attachment = z.object({
  FileName: z.string().min(1).max(255),
  ContentType: z.string().min(1).max(78).nullish(),
  RawContent: z.base64(),
  ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).nullish(),
  ContentTransferEncoding: z.enum(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT']).nullish(),
});

/** A mail in its parts. */
export const SimpleContent = z.object({
  Subject: Text,
  Body: z.object({ Html: Text.nullish(), Text: Text.nullish() }),
  Headers: z.array(Header).max(15).nullish(),
  Attachments: z.array(Attachment).nullish(),
});
export type SimpleContent = z.infer<typeof SimpleContent>;

/** The body of `POST /v2/email/outbound-emails`. */
export const SendEmailRequest = z.object({
  FromEmailAddress: z.string().nullish(),
  Destination: z
    .object({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses })
    .nullish(),
  ReplyToAddresses: Addresses,
  Content: z.object({
    Simple: SimpleContent.nullish(),
    Raw: z.object({ Data: z.base64() }).nullish(),
  }),
  EmailTags: z.array(Tag).max(50).nullish(),
  ConfigurationSetName: z.string().nullish(),
});
export type SendEmailRequest = z.infer<typeof SendEmailRequest>;
