import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createCallApi, findStage } from './herald/api-client.ts';
import { compareVersions, promoteVariant } from './herald/compare-versions.ts';
import { pullTemplates } from './herald/pull-templates.ts';
import { pushTemplates } from './herald/push-templates.ts';

const help = `Templates made by API, as folders: so that they live in git, and go from stage to stage.

  npm run herald -- push <folder> [--publish] [--percent <n>] [--dry-run]
  npm run herald -- pull <folder> [<TEMPLATE_ID> ...] [--draft] [--dry-run]
  npm run herald -- compare <TEMPLATE_ID> [<name>=<version>[:<weight>] ...]
  npm run herald -- promote <TEMPLATE_ID> <name>

push puts every template folder in <folder>, or <folder> itself, into its draft, and says what is wrong with it.
  --publish      sends it from now on; to publish what is published already changes nothing
  --percent <n>  publishes to this share of the recipients first; with 0 the version is kept, for an experiment
  --dry-run      says what is wrong, and what would change for readers, and writes nothing
pull writes what is published, of all templates made by API or of those named, in place of their folders.
  --draft        what is being worked on instead
  --dry-run      says which files would change, and writes nothing
compare sends versions side by side, or says how those under way compare; promote gives one to everybody.

A folder is that of a template in code, parcel-waits for PARCEL_WAITS, with its category, dataSchema, sample and
messages in template.json:

  parcel-waits/template.json  parcel-waits/sms.eta  parcel-waits/email.html.eta  parcel-waits/fr/sms.eta

The stage is the local cloud that runs, or what the environment names:
  HERALD_API_URL   the stack output ApiUrl
  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                   eval "$(aws configure export-credentials --format env)"

From one stage to another, with the environment of each:
  npm run herald -- pull made-by-api
  npm run herald -- push made-by-api --dry-run
  npm run herald -- push made-by-api --publish

It ends with 0 if all is well, with 1 if something could not be done, and with 2 if it was called wrongly.
`;

/** Called wrongly. */
class UsageError extends Error {}

const dataDir = process.env.HERALD_LOCAL_DIR ?? '.local';
const endpointsFile = join(resolve(import.meta.dirname, '..', dataDir), 'endpoints.json');
const commands = new Set(['push', 'pull', 'compare', 'promote']);
const tell = (line: string) => process.stdout.write(`${line}\n`);

const readWords = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        publish: { type: 'boolean', default: false },
        percent: { type: 'string' },
        draft: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const readPercent = (given: string | undefined, isPublished: boolean): number | undefined => {
  if (given === undefined) return isPublished ? 100 : undefined;
  const percent = Number(given);
  if (given.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`--percent takes a number from 0 to 100, not ${given}`);
};

const run = async (): Promise<number> => {
  const { values, positionals } = readWords();
  const [command, subject, ...more] = positionals;
  if (values.help || command === undefined) {
    tell(help);
    return values.help ? 0 : 2;
  }
  if (!commands.has(command)) throw new UsageError(`There is no command ${command}`);
  if (subject === undefined) {
    const isFolder = command === 'push' || command === 'pull';
    throw new UsageError(`Say ${isFolder ? 'which folder' : 'which template'}`);
  }
  const percent = readPercent(values.percent, values.publish);
  if (command === 'push' && more.length > 0) {
    throw new UsageError(`push takes one folder, not ${more.length + 1}`);
  }
  const stage = findStage(process.env, endpointsFile);
  process.stderr.write(`On ${stage.apiUrl}\n`);
  const call = createCallApi(stage);
  if (command === 'compare' || command === 'promote') {
    const act = command === 'compare' ? compareVersions : promoteVariant;
    await act(subject, more, call, tell);
    return 0;
  }
  const isDryRun = values['dry-run'];
  const failures =
    command === 'pull'
      ? await pullTemplates(subject, call, {
          templateIds: more,
          isDraft: values.draft,
          isDryRun,
          tell,
        })
      : await pushTemplates(subject, call, { percent, isDryRun, tell });
  return failures > 0 ? 1 : 0;
};

try {
  process.exitCode = await run();
} catch (error) {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}${isUsage ? '; npm run herald -- --help says more' : ''}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
