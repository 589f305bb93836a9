import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import * as z from 'zod';

interface FlagsOptions<Flags> {
  /** What `--help` prints. */
  readonly help: string;
  /** As parseArgs takes them; a number is a string there. */
  readonly flags: ParseArgsOptionsConfig;
  /** What they become, with what they are where nobody names them. */
  readonly schema: z.ZodType<Flags>;
}

/** The flags of a command. `--help` ends it with 0, and a flag that it does not know or cannot use with 2. */
export const readFlags = <Flags>({ help, flags, schema }: FlagsOptions<Flags>): Flags => {
  const given = readWords(flags);
  if (given.help === true) {
    process.stdout.write(help);
    process.exit(0);
  }
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return data;
  return refuse(
    error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'),
  );
};

function readWords(flags: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ options: { ...flags, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n--help says more\n`);
  process.exit(2);
}

/** A flag that is a number from the least on. */
export const numberFrom = (least: number) =>
  z.coerce.number(`takes a number from ${least} on`).min(least);

/** The same, without a fraction. */
export const countFrom = (least: number) =>
  z.coerce.number(`takes a whole number from ${least} on`).int().min(least);
