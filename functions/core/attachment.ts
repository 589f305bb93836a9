import * as z from 'zod';

/** No sign that a file system refuses, and none at the end that Windows drops. */
const fileName = /^[^\p{Cc}\p{Cf}\\/:*?"<>|]*[^\p{Cc}\p{Cf}\\/:*?"<>|. ]$/u;

/** A file that goes with a mail, by where it lies in S3; read when the mail is sent. */
export const Attachment = z
  .strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket'),
    key: z.string().min(1).max(1024),
    filename: z
      .string()
      .max(255)
      // Not a pattern of the document: few readers of it can build a name from this one.
      .refine((name) => fileName.test(name), {
        error: 'must be a name that a reader can save a file by, such as invoice.pdf',
      })
      .refine((name) => !refusedEndings.has(name.split('.').at(-1)?.toLowerCase() ?? ''), {
        error: 'is of a kind that mail does not carry; put it where a link can lead to it',
      })
      .meta({ description: 'As its reader sees it.', examples: ['invoice.pdf'] }),
    contentType: z
      .string()
      .max(78)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type, such as application/pdf')
      .optional()
      .meta({ description: "The object's own where it is absent." }),
  })
  .meta({ id: 'Attachment', description: 'A file that goes with a mail, by where it lies in S3.' });
export type Attachment = z.infer<typeof Attachment>;

/** What SES refuses by name. https://docs.aws.amazon.com/ses/latest/dg/mime-types.html */
const refusedEndings: ReadonlySet<string> = new Set(
  [
    'ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its',
    'js jse ksh lib lnk mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh',
    'msh1 msh2 mshxml msh1xml msh2xml msi msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys',
    'ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps vsmacros vss vst vsw vxd ws wsc wsf wsh',
    'xnk',
  ].flatMap((endings) => endings.split(' ')),
);

/** Of one mail, its template's included. */
export const maxAttachments = 10;

/** Of one mail, in bytes: less than most mailboxes take once it is half as long again in base64. */
export const maxAttachedBytes = 10 * 1024 * 1024;

/** A list of them. */
export const Attachments = z
  .array(Attachment)
  .max(maxAttachments, `must be at most ${maxAttachments} files`);

/** A file as it was read. */
export interface AttachedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}
