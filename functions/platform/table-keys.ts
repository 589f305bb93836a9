/** The key of every table and index: what the CDK app declares, and what the code here relies on. */
export const tableKeys = {
  recipients: { partitionKey: 'pk' },
  notifications: { partitionKey: 'notificationId', timeToLive: 'ttl' },
  inbox: { partitionKey: 'userId', sortKey: 'itemId', timeToLive: 'ttl' },
  idempotency: { partitionKey: 'id', timeToLive: 'expiration' },
} as const;

/** A recipient's notifications, newest first. */
export const recipientIndex = {
  name: 'byRecipient',
  partitionKey: 'recipientKey',
  /** A number: milliseconds since 1970. */
  sortKey: 'createdAt',
} as const;
