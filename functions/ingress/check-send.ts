import type { Categories } from '#core/category.ts';
import { type ProblemDetail, ProblemError } from '#core/problem.ts';
import type { RecipientRef } from '#core/recipient.ts';
import { channelsOf, type Template, type TemplateInMessage } from '#core/template.ts';
import { invalid } from '#platform/invalid.ts';
import { problemDetails } from '#platform/problem-details.ts';
import { attachmentErrors } from './check-attachments.ts';
import { identifierSchema, SendRequest } from './send-request.ts';

const daySeconds = 86_400;
const yearMs = 366 * daySeconds * 1000;
const defaultTimeToLiveSeconds = 3 * daySeconds;

/** EventBridge Scheduler fires up to 60 s late. */
const schedulerPrecisionMs = 60_000;

/** A notification as JSON: 200 KB, so that it fits a schedule's input (256 KB) with its envelope. */
const maxNotificationBytes = 200 * 1000;

/** A send that fits its schema, its template and the calendar. */
export interface CheckedSend {
  readonly request: Omit<SendRequest, 'recipientType' | 'recipientIdentifier'>;
  readonly recipient: RecipientRef;
  readonly category: string;
  /** Of a template made by API; absent for one in code. */
  readonly template?: TemplateInMessage;
  /** The door's one reading of the clock for this send. */
  readonly acceptedAt: number;
  readonly expiresAt: number;
}

export interface CheckSendDeps {
  /** By id; the recipient decides who is in a rollout. */
  readonly templates: { get(templateId: string, recipientKey: string): Template | undefined };
  readonly categories: Categories;
  /** The callers that may stand above what a person prefers, as core/caller.ts names them. */
  readonly overrideCallers: ReadonlySet<string>;
  /** The buckets whose files may go with a mail; absent for none. */
  readonly attachmentBuckets?: ReadonlySet<string>;
  readonly now: () => number;
}

/** Checks one send; what is wrong with it is thrown as one problem with a pointer to each place. */
export const checkSend = (body: unknown, caller: string, deps: CheckSendDeps): CheckedSend => {
  if (Buffer.byteLength(JSON.stringify(body) ?? '') > maxNotificationBytes) {
    throw new ProblemError('PAYLOAD_TOO_LARGE', 'A notification is at most 200 KB of JSON.');
  }
  const parsed = SendRequest.safeParse(body);
  if (!parsed.success) throw invalid(problemDetails(parsed.error));
  const { recipientType, recipientIdentifier, ...request } = parsed.data;
  if (request.overridePreferences === true && !deps.overrideCallers.has(caller)) {
    throw new ProblemError(
      'FORBIDDEN',
      `${caller} may not override preferences; overrideCallers in the stage's settings says who may.`,
      {
        errors: [
          at('/overridePreferences', 'NOT_PERMITTED', 'Leave it out, or ask for the permission.'),
        ],
      },
    );
  }
  const identifier = identifierSchema(recipientType).safeParse(recipientIdentifier);
  const recipientKey = `${recipientType} ${identifier.data ?? ''}`;
  const template = deps.templates.get(request.templateId, recipientKey);
  if (template === undefined) {
    throw invalid([
      at(
        '/templateId',
        'UNKNOWN_TEMPLATE',
        `There is no template ${request.templateId}; GET /templates lists them.`,
      ),
    ]);
  }
  const data = template.dataSchema.safeParse(request.data);
  const now = deps.now();
  const errors = [
    ...(identifier.success ? [] : problemDetails(identifier.error, ['recipientIdentifier'])),
    ...(data.success ? [] : problemDetails(data.error, ['data'])),
    ...channelErrors(request.channels, channelsOf(template), template.id),
    ...orderErrors(request, channelsOf(template), template.id),
    ...attachmentErrors(
      request.attachments,
      template.attachments,
      request.channels ?? channelsOf(template),
      deps.attachmentBuckets,
    ),
    ...dateErrors(request, now),
    ...windowErrors(request),
  ];
  if (errors.length > 0 || !identifier.success) throw invalid(errors);
  const category = deps.categories.get(template.category);
  const timeToLiveSeconds = category?.timeToLiveSeconds ?? defaultTimeToLiveSeconds;
  return {
    request: { ...request, ...attachmentsOf(request, template) },
    recipient: { type: recipientType, identifier: identifier.data },
    category: template.category,
    ...inMessage(template),
    acceptedAt: now,
    expiresAt:
      request.expiresAt ?? Math.max(request.scheduledFor ?? now, now) + timeToLiveSeconds * 1000,
  };
};

/** A message is self-contained: it names its template's files too. */
function attachmentsOf(
  { attachments = [] }: Pick<SendRequest, 'attachments'>,
  template: Template,
): Pick<SendRequest, 'attachments'> {
  const all = [...(template.attachments ?? []), ...attachments];
  return all.length === 0 ? {} : { attachments: all };
}

function inMessage(template: Template): Pick<CheckedSend, 'template'> {
  const { version, variant, category, sender } = template;
  if (version === undefined) return {};
  const channels = [...channelsOf(template)];
  return {
    template: {
      version,
      category,
      channels,
      ...(variant === undefined ? {} : { variant }),
      ...(sender === undefined ? {} : { sender }),
    },
  };
}

function channelErrors(
  requested: readonly string[] | undefined,
  withContent: readonly string[],
  templateId: string,
  pointer = '/channels',
): readonly ProblemDetail[] {
  return (requested ?? []).flatMap((channel, position) =>
    withContent.includes(channel)
      ? []
      : [
          at(
            `${pointer}/${position}`,
            'NO_CONTENT',
            `${templateId} has no content for ${channel}; it has ${withContent.join(', ')}.`,
          ),
        ],
  );
}

/** An order has content for each channel; what `channels` names beside it would be a contradiction. */
function orderErrors(
  { routing, channels }: Pick<SendRequest, 'routing' | 'channels'>,
  withContent: readonly string[],
  templateId: string,
): readonly ProblemDetail[] {
  const order = routing?.mode === 'FIRST_SUCCESS' ? routing.order : undefined;
  if (order === undefined) return [];
  const pointer = '/routing/order';
  const errors = channelErrors(order, withContent, templateId, pointer);
  const isSame = channels === undefined || sorted(order) === sorted(channels);
  if (isSame) return errors;
  const detail = 'order and channels name the same channels, or leave one of the two out.';
  return [...errors, at(pointer, 'ORDER_MISMATCH', detail)];
}

function sorted(channels: readonly string[]): string {
  return [...new Set(channels)].toSorted().join();
}

function dateErrors(
  { scheduledFor, expiresAt }: Pick<SendRequest, 'scheduledFor' | 'expiresAt'>,
  now: number,
): readonly ProblemDetail[] {
  const due = Math.max(scheduledFor ?? now, now);
  const errors: ProblemDetail[] = [];
  if (due > now + yearMs) {
    errors.push(at('/scheduledFor', 'TOO_FAR_AHEAD', 'scheduledFor is at most a year ahead.'));
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    errors.push(at('/expiresAt', 'ALREADY_EXPIRED', 'expiresAt has passed already.'));
  } else if (expiresAt !== undefined && due > now && expiresAt <= due + schedulerPrecisionMs) {
    errors.push(
      at(
        '/expiresAt',
        'EXPIRES_TOO_SOON',
        'expiresAt must be more than 60 seconds after scheduledFor.',
      ),
    );
  } else if (expiresAt !== undefined && expiresAt > due + yearMs) {
    errors.push(at('/expiresAt', 'TOO_FAR_AHEAD', 'expiresAt is at most a year after it is due.'));
  }
  return errors;
}

/** Two wishes that contradict each other; which one was meant nobody knows. */
function windowErrors({
  priority,
  sendWindow,
}: Pick<SendRequest, 'priority' | 'sendWindow'>): readonly ProblemDetail[] {
  if (sendWindow === undefined || priority !== 'CRITICAL') return [];
  const detail =
    'What is CRITICAL is told at once, at any hour; leave sendWindow out, or choose HIGH.';
  return [at('/sendWindow', 'CRITICAL_WAITS_FOR_NOTHING', detail)];
}

/** One thing wrong, and where. */
export function at(pointer: string, code: string, detail: string): ProblemDetail {
  return { pointer, code, detail };
}
