import type { ChannelName } from '#core/channel.ts';
import { type ChannelControl, openChannel } from '#core/channel-control.ts';
import {
  type Circuit,
  circuitState,
  coolDownMs,
  failsTooOften,
  type Tally,
  tallied,
} from '#core/circuit.ts';
import type { Outcome, Send } from '#functions/channels/channel.ts';
import type { Provider } from '#functions/channels/provider.ts';
import type { ChannelsTable } from '#platform/channels-table.ts';

/** Why nothing is sent by a channel for now. */
export type ClosedReason = 'CHANNEL_PAUSED' | 'PROVIDER_UNAVAILABLE';

/** What stands between a lane and its providers. */
export interface ChannelGate {
  /** To be asked before a claim: undefined where the channel may be used. */
  closed(): Promise<ClosedReason | undefined>;
  /** Sends by the first provider that takes it: to the next one only what was refused for sure. */
  send: Send;
}

interface ChannelGateOptions {
  readonly channel: ChannelName;
  /** In the order in which they are tried. */
  readonly providers: readonly Provider[];
  readonly table: Pick<ChannelsTable, 'get' | 'putCircuit'>;
  readonly now: () => number;
}

/** What somebody paused is paused everywhere after so long, and so is a provider that is out. */
const keepForMs = 5_000;

/** After a refusal that took longer, there is no time left for another provider (core/timing.ts). */
const quicklyMs = 1_000;

/** One gate for a container: it reads the channel's item every few seconds, and writes when a provider fails or recovers. */
export const createChannelGate = ({
  channel,
  providers,
  table,
  now,
}: ChannelGateOptions): ChannelGate => {
  let control: ChannelControl = openChannel(channel);
  let readAgainAt = 0;
  let reading: Promise<void> | undefined;
  const tallies = new Map<string, Tally>();
  /** Providers that are out and that one call of ours may try: until when, for then others may. */
  const trials = new Map<string, number>();
  const asking = new Set<string>();

  const refresh = async () => {
    try {
      control = await table.get(channel);
    } catch {
      // What cannot be read is as it was: a table that is out shall not stop what is not.
    }
    readAgainAt = now() + keepForMs;
  };
  const known = async (): Promise<ChannelControl> => {
    if (now() >= readAgainAt) {
      reading ??= refresh().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    return control;
  };
  const put = async (provider: string, circuit: Circuit | undefined): Promise<boolean> => {
    const read = control.circuits[provider];
    try {
      if (!(await table.putCircuit(channel, provider, read, circuit))) {
        readAgainAt = 0;
        return false;
      }
    } catch {
      // The next failure says it again.
      return false;
    }
    const { [provider]: _, ...circuits } = control.circuits;
    control = {
      ...control,
      circuits: circuit === undefined ? circuits : { ...circuits, [provider]: circuit },
    };
    return true;
  };

  /** Whether a provider may be called; where one call may try it, whoever asks first has won that. */
  const isOpen = async ({ name, isShared }: Provider): Promise<boolean> => {
    const circuit = control.circuits[name];
    if (!isShared || circuit === undefined) return true;
    if (circuitState(circuit, now()) === 'OPEN' || asking.has(name)) return false;
    asking.add(name);
    try {
      const openUntil = now() + coolDownMs;
      const isWon = await put(name, { ...circuit, openUntil });
      if (isWon) trials.set(name, openUntil);
      // Whoever was faster may have found it well again.
      return isWon || (await known()).circuits[name] === undefined;
    } finally {
      asking.delete(name);
    }
  };
  /** Whether a provider may be called; a trial is one call's alone. */
  const passOf = ({ name, isShared }: Provider): 'PASS' | 'TRIAL' | undefined => {
    if (!isShared || control.circuits[name] === undefined) return 'PASS';
    const wonUntil = trials.get(name);
    trials.delete(name);
    return wonUntil !== undefined && now() < wonUntil ? 'TRIAL' : undefined;
  };

  const note = async (name: string, pass: 'PASS' | 'TRIAL', outcome: Outcome): Promise<void> => {
    // Nobody was called: a trial is tried again after its time.
    if (outcome.kind === 'expired') return;
    const failed = hasFailed(outcome);
    const tally = tallied(tallies.get(name), failed, now());
    tallies.set(name, tally);
    const circuit = control.circuits[name];
    // What was under way when it opened says nothing new of it.
    if (pass === 'PASS' && circuit !== undefined) return;
    if (pass === 'TRIAL' && !failed) await put(name, undefined);
    if (!failed || (pass === 'PASS' && !failsTooOften(tally))) return;
    tallies.delete(name);
    const cause = 'detail' in outcome ? outcome.detail : outcome.kind;
    await put(name, { since: circuit?.since ?? now(), openUntil: now() + coolDownMs, cause });
  };

  return {
    closed: async () => {
      if ((await known()).paused !== undefined) return 'CHANNEL_PAUSED';
      for (const provider of providers) {
        if (await isOpen(provider)) return undefined;
      }
      return 'PROVIDER_UNAVAILABLE';
    },
    send: async (sending) => {
      const start = now();
      let refused: Outcome = {
        kind: 'refused-for-now',
        reason: 'PROVIDER_UNAVAILABLE',
        detail: 'circuit open',
      };
      for (const provider of providers) {
        const pass = passOf(provider);
        if (pass === undefined) continue;
        if (sending.expiresAt <= now()) return { kind: 'expired' };
        const outcome = await provider.send(sending);
        if (provider.isShared) await note(provider.name, pass, outcome);
        if (outcome.kind === 'uncertain') return { ...outcome, provider: provider.name };
        if (outcome.kind !== 'refused-for-now') return outcome;
        refused = { ...outcome, provider: provider.name };
        if (now() - start > quicklyMs) break;
      }
      return refused;
    },
  };
};

/** Who throttles is there, and who rejects has read it. */
function hasFailed(outcome: Outcome): boolean {
  return (
    outcome.kind === 'uncertain' ||
    (outcome.kind === 'refused-for-now' && outcome.reason === 'PROVIDER_UNAVAILABLE')
  );
}
