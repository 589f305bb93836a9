import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where the tables' server says how much was written, which DynamoDB has no word for. */
export const writesPath = '/writes';

const writing = /\.(PutItem|UpdateItem)$/;
const deleting = /\.DeleteItem$/;

/**
 * Counts what is written and stays: puts and updates that were taken, less the deletions. So a test can tell
 * whether a call stored anything without reading every table.
 */
export const createWriteCount = () => {
  let left = 0;
  return {
    watch: ({ headers }: IncomingMessage, response: ServerResponse): void => {
      const operation = String(headers['x-amz-target']);
      const change = writing.test(operation) ? 1 : deleting.test(operation) ? -1 : 0;
      if (change === 0) return;
      response.once('finish', () => {
        if (response.statusCode === 200) left += change;
      });
    },
    answer: (response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ left }));
    },
  };
};
