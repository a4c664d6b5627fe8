import { relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { discardDrafts } from '../../atomic.js';
import type { Policy } from '../../engine/policy.js';
import { nearest } from '../../engine/suggest.js';
import { CannotTell, UserError } from '../../errors.js';
import { containers } from '../../facts/containers.js';
import { dependencies } from '../../facts/dependencies.js';
import type { Project } from '../../facts/fact.js';
import { files } from '../../facts/files.js';
import { installed } from '../../facts/installed.js';
import { interpreter } from '../../facts/interpreter.js';
import { lockfiles } from '../../facts/lockfiles.js';
import { python } from '../../facts/python/python.js';
import { type Write, writeAll } from '../../fixing/apply.js';
import { type Digest, hasImage, imageNames, parseDigest, planDigests } from '../../fixing/digests.js';
import { editedBytes } from '../../fixing/edit.js';
import { isIgnored, refusals } from '../../fixing/git-state.js';
import type { Plan, Texts } from '../../fixing/model.js';
import { planPins } from '../../fixing/pins.js';
import { markerPlatform } from '../../fixing/platform.js';
import { planPythonVersion, VERSION_FILE } from '../../fixing/python-version.js';
import { readTexts } from '../../fixing/read.js';
import { diffOf, editsByFile, joinedPlan, planText } from '../../fixing/tell.js';
import { onInterrupt } from '../interrupt.js';
import { openProject, type ProjectFlags } from '../open.js';
import { progressLine, progressText } from '../progress.js';
import { plain, print, tell } from '../terminal.js';

const MENDS = ['pins', 'python', 'digests'] as const;
type Mend = (typeof MENDS)[number];

interface Flags extends ProjectFlags {
  dryRun?: boolean;
  force?: boolean;
  only?: Mend[];
  digest?: Digest[];
  format: 'text' | 'json';
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .command('env')
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
  const wanted = flags.only ?? MENDS;
  if (flags.digest && !wanted.includes('digests'))
    throw new UserError('--digest is given, and --only leaves out digests', {
      hint: 'add digests to --only',
    });
  const progress = progressLine(flags.format === 'json');
  const begun = performance.now();
  const stopListening = onInterrupt(() => {
    progress.end();
    discardDrafts();
  });
  try {
    const { project, config } = await openProject(path, flags, (step) =>
      progress.show(progressText(step, performance.now() - begun)),
    );
    if (config.root !== resolve(path))
      await tell(plain(`note: mending ${relative('.', config.root) || '.'}, where ${config.file} is`));
    const { plan, texts } = await planFor(project, config.policy, wanted, flags.digest ?? []);
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

async function planFor(
  project: Project,
  policy: Policy,
  wanted: readonly Mend[],
  digests: readonly Digest[],
): Promise<{ plan: Plan; texts: Texts }> {
  const facts = {
    dependencies: await project.get(dependencies),
    lockfiles: await project.get(lockfiles),
    installed: await project.get(installed),
  };
  const recipes = digests.length > 0 ? await project.get(containers) : undefined;
  const texts = await readTexts(project, [
    ...facts.dependencies.main.map((manifest) => manifest.path),
    ...(recipes?.recipes ?? []).flatMap(({ images }) => images.map(({ at }) => at.file)),
  ]);
  const plans: Plan[] = [];
  if (wanted.includes('pins'))
    plans.push(planPins({ ...facts, texts, mayFloat: mayFloat(policy), platform: markerPlatform(process) }));
  if (wanted.includes('python')) {
    const code = await project.get(python);
    plans.push(
      planPythonVersion({
        ...facts,
        interpreter: await project.get(interpreter),
        isPython:
          code.modules.length + code.unread.length > 0 ||
          facts.dependencies.manifests.some(
            ({ kind }) => kind !== 'r-description' && kind !== 'julia-project',
          ),
        exists: (await project.get(files)).has(VERSION_FILE),
        ignored: await isIgnored(project, VERSION_FILE),
      }),
    );
  }
  if (recipes) {
    for (const { image } of digests) {
      if (hasImage(recipes, image)) continue;
      const names = imageNames(recipes);
      const similar = nearest(image, names);
      throw new UserError(`no recipe takes the image ${image}`, {
        hint:
          names.length === 0
            ? 'the project has no recipe that takes an image from elsewhere'
            : similar === undefined
              ? `the images are ${names.slice(0, 10).join(', ')}`
              : `did you mean ${similar}?`,
      });
    }
    plans.push(planDigests(digests, recipes, texts));
  }
  return { plan: joinedPlan(plans), texts };
}

function mayFloat({ checks }: Policy): string[] {
  const options = checks['env/pinned']?.options as { mayFloat?: unknown } | undefined;
  return Array.isArray(options?.mayFloat) ? options.mayFloat.filter((name) => typeof name === 'string') : [];
}

function writesOf({ edits, files: created }: Plan, texts: Texts): Write[] {
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
async function refuse(reasons: readonly string[], { dryRun }: Flags): Promise<void> {
  const hint = 'commit first, so that git can take the change back; --force edits them as they are';
  if (!dryRun)
    throw new UserError(`nothing was written:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`, {
      hint,
    });
  for (const reason of reasons) await tell(plain(`note: without --dry-run this would be refused: ${reason}`));
}

async function show(plan: Plan, texts: Texts, { dryRun = false, format }: Flags): Promise<void> {
  const diff = diffOf(plan, texts);
  if (format === 'json') {
    await print(`${JSON.stringify({ version: 1, dryRun, ...plan, diff }, undefined, 2)}\n`);
    return;
  }
  // Files with control characters are not edited, but their names may hold some.
  const safe = diff
    .split('\r\n')
    .map((part) => plain(part))
    .join('\r\n');
  const changes = plan.edits.length + plan.files.length > 0;
  const next = !changes
    ? ''
    : dryRun
      ? '\nNext: the same command without --dry-run writes this.\n'
      : '\nNext: `repro check --only env` judges the environment anew.\n';
  await print(`${safe}${diff === '' ? '' : '\n'}${plain(planText(plan, dryRun))}${next}`);
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
