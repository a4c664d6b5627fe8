import { relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Policy } from '../../engine/policy.js';
import { CannotTell, UserError } from '../../errors.js';
import { containers } from '../../facts/containers.js';
import { type Write, writeAll } from '../../fixing/apply.js';
import { type Digest, hasImage, imageNames, parseDigest } from '../../fixing/digests.js';
import { editedBytes } from '../../fixing/edit.js';
import { refusals } from '../../fixing/git-state.js';
import type { Plan } from '../../fixing/model.js';
import {
  inFolder,
  joined,
  MENDS,
  type Mend,
  type Planned,
  planImages,
  planProject,
} from '../../fixing/plan.js';
import { diffOf, editsByFile, planText } from '../../fixing/tell.js';
import { nearest } from '../../suggest.js';
import { type AsciiFlags, safeText, withAsciiFlags } from '../ascii.js';
import { onInterrupt } from '../interrupt.js';
import { openMembers } from '../members.js';
import { openProject, type ProjectFlags } from '../open.js';
import { progressLine, progressText } from '../progress.js';
import { collect } from '../repeated.js';
import { plain, print, tell } from '../terminal.js';

type Opened = Awaited<ReturnType<typeof openProject>>;

interface Flags extends ProjectFlags, AsciiFlags {
  dryRun?: boolean;
  force?: boolean;
  only?: Mend[];
  project?: string[];
  digest?: Digest[];
  format: 'text' | 'json';
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  withAsciiFlags(command.command('env'))
    .description(
      'pin requirements to the versions of a lock or the installed environment, write .python-version, put digests behind images',
    )
    .argument('[path]', 'folder of the project', '.')
    .option('-n, --dry-run', 'show what would change, as a diff that `git apply` takes, and write nothing')
    .option('--force', 'also edit files with changes that are not committed, and without git')
    .option(
      '--digest <image=sha256:...>',
      'put this digest behind an image of a recipe, named as FROM names it; may be repeated',
      digest,
    )
    .option('--only <mends>', `make these only, with commas: ${MENDS.join(', ')}`, mends)
    .option(
      '--project <folder>',
      'mend only this project of a repository of several; may be repeated',
      collect,
    )
    .addOption(
      new Option('-f, --format <format>', 'form of the output').choices(['text', 'json']).default('text'),
    )
    .option('--config <file>', 'use this config instead of the one that is found')
    .option('--no-config', 'use no config')
    .addHelpText('after', HELP)
    .action(async (path: string, flags: Flags) => done(await fixEnvironment(path, flags)));
}

const HELP = `
Only version parts, digests and a new .python-version are written; comments, markers, hashes and line ends stay.
Everything that is left is named with the reason.

Examples:
  repro fix env --dry-run                  show what would change
  repro fix env --dry-run > pins.patch     keep it; \`git apply pins.patch\` makes it
  repro fix env --only pins                pin requirements, nothing else
  repro fix env --digest python:3.11-slim=sha256:<64 hex digits>

Exit codes: 0 done or nothing to do, 2 a mistake in flags or a refusal (nothing was written), 3 a defect of repro.`;

async function fixEnvironment(path: string, flags: Flags): Promise<number> {
  if (flags.digest && flags.only && !flags.only.includes('digests'))
    throw new UserError('--digest is given, and --only leaves out digests', {
      hint: 'add digests to --only',
    });
  const progress = progressLine(flags.format === 'json');
  const begun = performance.now();
  const safe = safeText(flags);
  const stopListening = onInterrupt(() => progress.end());
  try {
    const opened = await openProject(path, flags, (step) =>
      progress.show(progressText(step, performance.now() - begun)),
    );
    const { project, config } = opened;
    if (config.root !== resolve(path))
      await tell(safe(`note: mending ${relative('.', config.root) || '.'}, where ${config.file} is`));
    const { plan, texts } = await planFor(path, flags, opened);
    const writes = writesOf(plan, texts);
    const refused = flags.force ? [] : await refusals(project, plan);
    progress.end();
    if (refused.length > 0) await refuse(refused, flags);
    if (!flags.dryRun && project.source.root !== undefined) await writeAll(project.source.root, writes);
    await show(plan, texts, flags);
    return 0;
  } finally {
    progress.end();
    stopListening();
  }
}

/** The plans of all projects of the repository as one. Throws `UserError` for an image that none of them takes. */
async function planFor(path: string, flags: Flags, { project, config }: Opened): Promise<Planned> {
  const members = await openMembers({
    config,
    project,
    folder: path,
    only: flags.project ?? [],
    find: true,
    ownConfigs: flags.config !== false,
    withFlags: (own) => own,
  });
  const parts = members?.filter(({ judged }) => judged) ?? [{ path: '', project, policy: config.policy }];
  const mends = flags.only ?? MENDS;
  const planned: Planned[] = [];
  for (const part of parts) {
    const plan = await planProject(part.project, { mends, mayFloat: mayFloat(part.policy) });
    planned.push(inFolder(part.path, plan));
  }
  if (flags.digest) {
    // A recipe may lie beside the projects that run in it.
    const recipes = await project.get(containers);
    for (const { image } of flags.digest)
      if (!hasImage(recipes, image)) throw unknownImage(image, imageNames(recipes));
    planned.push(await planImages(project, flags.digest));
  }
  return joined(planned);
}

function unknownImage(image: string, images: readonly string[]): UserError {
  const similar = nearest(image, images);
  return new UserError(`no recipe takes the image ${image}`, {
    hint:
      images.length === 0
        ? 'the project has no recipe that takes an image from elsewhere'
        : similar === undefined
          ? `the images are ${images.slice(0, 10).join(', ')}`
          : `did you mean ${similar}?`,
  });
}

function mayFloat({ checks }: Policy): string[] {
  const options = checks['env/pinned']?.options as { mayFloat?: unknown } | undefined;
  return Array.isArray(options?.mayFloat) ? options.mayFloat.filter((name) => typeof name === 'string') : [];
}

function writesOf({ edits, files: created }: Plan, texts: Planned['texts']): Write[] {
  const writes = created.map(
    ({ path, content }): Write => ({
      path,
      before: undefined,
      after: new TextEncoder().encode(content),
    }),
  );
  for (const [path, own] of editsByFile(edits)) {
    const file = texts.get(path);
    const after = file && editedBytes(file, own);
    if (!after) throw new CannotTell(`${path} cannot be edited without changing something else`);
    writes.push({ path, before: file.bytes, after });
  }
  return writes;
}

/** Refuses to write; a dry run only says that it would be refused. Throws `UserError`. */
async function refuse(reasons: readonly string[], flags: Flags): Promise<void> {
  const safe = safeText(flags);
  const hint = 'commit first, so that git can take the change back; --force edits them as they are';
  if (!flags.dryRun)
    throw new UserError(`nothing was written:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`, {
      hint,
    });
  for (const reason of reasons) await tell(safe(`note: without --dry-run this would be refused: ${reason}`));
}

async function show(plan: Plan, texts: Planned['texts'], flags: Flags): Promise<void> {
  const { dryRun = false, format } = flags;
  const diff = diffOf(plan, texts);
  if (format === 'json') {
    await print(`${JSON.stringify({ version: 1, dryRun, ...plan, diff }, undefined, 2)}\n`);
    return;
  }
  // Files with control characters are not edited, but their names may hold some. It keeps what is no ASCII: it is to be applied.
  const safeDiff = diff
    .split('\r\n')
    .map((part) => plain(part))
    .join('\r\n');
  const changes = plan.edits.length + plan.files.length > 0;
  const next = !changes
    ? ''
    : dryRun
      ? '\nNext: the same command without --dry-run writes this.\n'
      : '\nNext: `repro check --only env` judges the environment anew.\n';
  await print(`${safeDiff}${diff === '' ? '' : '\n'}${safeText(flags)(planText(plan, dryRun))}${next}`);
}

function digest(value: string, before: Digest[] = []): Digest[] {
  const one = parseDigest(value);
  if (before.some(({ image, digest }) => image === one.image && digest !== one.digest))
    throw new UserError(`--digest names two digests for ${one.image}`);
  return [...before, one];
}

function mends(value: string, before: Mend[] = []): Mend[] {
  const named = value.split(',').map((item) => item.trim());
  const unknown = named.find((item) => !MENDS.some((mend) => mend === item));
  if (unknown !== undefined) throw new InvalidArgumentError(`It must be of ${MENDS.join(', ')}.`);
  return [...before, ...MENDS.filter((mend) => named.includes(mend))];
}
