import { isoTime } from '#core/instant.ts';
import { maxSmsCharacters } from '#functions/channels/sms/send-sms.ts';
import type { SimulatedDelivery, SimulationWarning } from './simulation.ts';

interface Simulated {
  readonly channels: readonly SimulatedDelivery[];
  /** When what would be held comes back; milliseconds since 1970. */
  readonly releases: readonly number[];
  readonly expiresAt: number;
  /** Whether its scheduledFor has passed. */
  readonly isAlreadyDue: boolean;
}

/** What of a simulation the caller may not have meant. */
export const findWarnings = ({
  channels,
  releases,
  expiresAt,
  isAlreadyDue,
}: Simulated): readonly SimulationWarning[] => {
  const warnings: SimulationWarning[] = channels.flatMap((delivery) => warningsOf(delivery));
  if (channels.length === 0) {
    const detail = 'No channel would be used; decisions says why.';
    warnings.push({ code: 'NOTHING_TO_DELIVER', detail });
  }
  if (releases.some((until) => until >= expiresAt)) {
    const detail = `What is held expires at ${isoTime(expiresAt)}, before its hold ends: it would not be sent.`;
    warnings.push({ code: 'EXPIRES_WHILE_HELD', detail });
  }
  if (isAlreadyDue) {
    const detail = 'scheduledFor has passed by then: it would be sent at once.';
    warnings.push({ code: 'ALREADY_DUE', detail });
  }
  return warnings;
};

function warningsOf({
  channel,
  content,
  renderingError,
  smsParts,
}: SimulatedDelivery): SimulationWarning[] {
  if (renderingError !== undefined) {
    return [
      { code: 'RENDERING_FAILED', channel, detail: `It would be FAILED: ${renderingError}.` },
    ];
  }
  if (smsParts === undefined) return [];
  const warnings: SimulationWarning[] = [];
  const { length } = content?.text ?? '';
  if (length > maxSmsCharacters) {
    const detail = `${length} characters; a text message has at most ${maxSmsCharacters}. It would be FAILED.`;
    warnings.push({ code: 'CONTENT_TOO_LARGE', channel, detail });
  }
  if (smsParts.encoding === 'UCS-2' && smsParts.parts > 1) {
    const detail = `Letters outside the phones' own alphabet: ${smsParts.parts} parts of 67 letters instead of 153.`;
    warnings.push({ code: 'SMS_IN_UCS_2', channel, detail });
  }
  return warnings;
}
