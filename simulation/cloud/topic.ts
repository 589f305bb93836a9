import {
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  PublishCommand,
} from '@aws-sdk/client-sns';
import type { Random } from '../random.ts';
import { MalformedRequestError } from './aws-errors.ts';
import type { PlatformEndpoints } from './platform-endpoints.ts';
import type { Execute } from './wire.ts';

const maxEntries = 10;
const maxBytes = 256 * 1024;

/** What the topic hands on: the message as it came, and the type that subscribers may filter by. */
export type OnPublished = (message: string, type: string) => void;

/** SNS: the events topic, which hands on every message that it takes, the one of what readers do, and endpoints. */
export const createSnsExecute = (
  onPublished: OnPublished,
  endpoints: PlatformEndpoints,
  onEngaged: (message: string) => void,
  random: Random,
): Execute => {
  return (command, isPartial) => {
    const answer = endpoints.execute(command);
    if (answer !== undefined) return answer;
    if (command instanceof PublishCommand) {
      onEngaged(command.input.Message ?? '');
      return {};
    }
    if (!(command instanceof PublishBatchCommand))
      throw new MalformedRequestError(`The simulated SNS does not know ${String(command)}`);
    const entries = command.input.PublishBatchRequestEntries ?? [];
    if (entries.length === 0 || entries.length > maxEntries)
      throw new MalformedRequestError(`A batch takes 1 to 10 entries, not ${entries.length}`);
    const bytes = entries.reduce((sum, { Message = '' }) => sum + Buffer.byteLength(Message), 0);
    if (bytes > maxBytes) throw new MalformedRequestError(`A batch of ${bytes} bytes`);
    const failed: { Id: string | undefined; Code: string; SenderFault: boolean }[] = [];
    for (const entry of entries) {
      if (isPartial && random.chance(0.4))
        failed.push({ Id: entry.Id, Code: 'InternalError', SenderFault: false });
      else onPublished(entry.Message ?? '', typeOf(entry));
    }
    return { Successful: [], Failed: failed };
  };
};

function typeOf({ MessageAttributes }: PublishBatchRequestEntry): string {
  return MessageAttributes?.type?.StringValue ?? '';
}
