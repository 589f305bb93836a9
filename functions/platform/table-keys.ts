/** The key of every table and index: what the CDK app declares, and what the code here relies on. */
export const tableKeys = {
  recipients: { partitionKey: 'pk', timeToLive: 'ttl' },
  notifications: { partitionKey: 'notificationId', timeToLive: 'ttl' },
  inbox: { partitionKey: 'userId', sortKey: 'itemId', timeToLive: 'ttl' },
  eventHooks: { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' },
  analytics: { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' },
  templates: { partitionKey: 'pk', sortKey: 'sk' },
  channels: { partitionKey: 'channel' },
  idempotency: { partitionKey: 'id', timeToLive: 'expiration' },
} as const;

/** A recipient's notifications, newest first. */
export const recipientIndex = {
  name: 'byRecipient',
  partitionKey: 'recipientKey',
  /** A number: milliseconds since 1970. */
  sortKey: 'createdAt',
} as const;

/**
 * Every address that is suppressed, and no other. One partition, in the order of the addresses' hashes:
 * they are spread evenly, so that DynamoDB can split it where bounces come by the thousand.
 */
export const suppressionIndex = {
  name: 'suppressed',
  partitionKey: 'suppressedList',
  sortKey: 'pk',
  projected: ['addressType', 'maskedAddress', 'suppressions'],
} as const;

/** Every template made by API that is published, by its id: its pointer, and none of its versions. */
export const templateIndex = {
  name: 'listed',
  partitionKey: 'templateList',
  sortKey: 'pk',
  projected: ['stored', 'revision'],
} as const;
