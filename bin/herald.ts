import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createCallApi, findStage } from './herald/api-client.ts';
import { compareVersions, promoteVariant } from './herald/compare-versions.ts';
import { pullTemplates } from './herald/pull-templates.ts';
import { pushTemplates } from './herald/push-templates.ts';

const help = `Templates made by API, as folders: so that they live in git, and go from stage to stage.

  npm run herald -- push <folder> [--publish] [--percent <n>]
  npm run herald -- pull <folder> [<TEMPLATE_ID> ...] [--draft]
  npm run herald -- compare <TEMPLATE_ID> [<name>=<version>[:<weight>] ...]
  npm run herald -- promote <TEMPLATE_ID> <name>

push puts every template folder in <folder>, or <folder> itself, into its draft, and says what is wrong with it.
  --publish      sends it from now on; to publish what is published already changes nothing
  --percent <n>  to this share of the recipients first; with 0 the version is kept, for an experiment
pull writes what is published, of all templates made by API or of those named, in place of their folders.
  --draft        what is being worked on instead
compare sends versions side by side, or says how those under way compare; promote gives one to everybody.

A folder is that of a template in code, parcel-waits for PARCEL_WAITS, with its category, dataSchema, sample and
messages in template.json:

  parcel-waits/template.json  parcel-waits/sms.eta  parcel-waits/email.html.eta  parcel-waits/fr/sms.eta

The stage is the local cloud that runs, or what the environment names:
  HERALD_API_URL   the stack output ApiUrl
  AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                   eval "$(aws configure export-credentials --format env)"
`;

const dataDir = process.env.HERALD_LOCAL_DIR ?? '.local';
const endpointsFile = join(resolve(import.meta.dirname, '..', dataDir), 'endpoints.json');
const commands = new Set(['push', 'pull', 'compare', 'promote']);
const tell = (line: string) => process.stdout.write(`${line}\n`);

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      publish: { type: 'boolean', default: false },
      percent: { type: 'string' },
      draft: { type: 'boolean', default: false },
    },
  });
  const [command, folder, ...templateIds] = positionals;
  if (values.help || command === undefined) {
    tell(help);
    return values.help ? 0 : 2;
  }
  if (folder === undefined || !commands.has(command)) {
    throw new Error('Say what to do, and with what; --help says more');
  }
  const call = createCallApi(findStage(process.env, endpointsFile));
  if (command === 'compare' || command === 'promote') {
    const act = command === 'compare' ? compareVersions : promoteVariant;
    await act(folder, templateIds, call, tell);
    return 0;
  }
  if (command === 'pull') {
    await pullTemplates(folder, call, { templateIds, isDraft: values.draft, tell });
    return 0;
  }
  const isPublished = values.publish || values.percent !== undefined;
  const percent = isPublished ? Number(values.percent ?? 100) : undefined;
  if (Number.isNaN(percent)) throw new Error('--percent takes a number');
  return (await pushTemplates(folder, call, { percent, tell })) > 0 ? 1 : 0;
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
