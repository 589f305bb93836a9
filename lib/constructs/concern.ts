import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** Something that an operator must hear of; the operations stack makes an alarm of it. */
export interface Concern {
  /** In PascalCase: the alarm's id. */
  readonly id: string;
  readonly metric: IMetric;
  /** More than this, in one period, raises the alarm. */
  readonly threshold: number;
  /** Periods in a row that must be over it; 1 where absent. */
  readonly periods?: number;
  /** One sentence: who does not get what. */
  readonly whoIsHurt: string;
  /** The section of docs/runbook.md that says what to do. */
  readonly runbook: RunbookSection;
}

/** The sections of docs/runbook.md; a test compares them with its headings. */
export const runbookSections = [
  'a-dead-letter-queue-has-messages',
  'feedback-cannot-be-recorded',
  'messages-grow-old',
  'a-provider-is-out',
  'a-webhook-was-disabled',
  'messages-fail',
  'mails-bounce-or-are-complained-of',
  'a-function-fails',
  'the-api-answers-5xx',
] as const;
export type RunbookSection = (typeof runbookSections)[number];
