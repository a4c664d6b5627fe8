import { relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Policy, selectedBy } from '../../engine/policy.js';
import { buildReport } from '../../engine/report.js';
import { run } from '../../engine/run.js';
import { UserError } from '../../errors.js';
import { ALLOW_ROOT } from '../allowed-roots.js';
import { type BaselineFlags, openBaseline, withBaseline } from '../baselining.js';
import { limitedTo, openChanges } from '../changed-since.js';
import { crashNotice } from '../crash.js';
import { assertWritable } from '../files.js';
import { onInterrupt } from '../interrupt.js';
import { jobs } from '../jobs.js';
import { hintsOf, openMembers } from '../members.js';
import { openProject, type ProjectFlags } from '../open.js';
import { deliver, formats, type Output, type OutputFlags, outputsFrom } from '../outputs.js';
import { hintsOfPlugins, lackingPlugins, pluginsTold } from '../plugins.js';
import { allowingReports, type PolicyFlags, standardsNamed, withFlags } from '../policy-flags.js';
import { digestNotes, progressLine, progressText } from '../progress.js';
import { projectInfo } from '../project-info.js';
import { collect } from '../repeated.js';
import { tell } from '../terminal.js';
import { version } from '../version.js';
import { declaredBy } from '../watching/state.js';
import type { Round } from '../watching/watch.js';

interface Flags extends OutputFlags, ProjectFlags, PolicyFlags, BaselineFlags {
  project?: string[];
  changedSince?: string;
  profile?: string[];
  watch?: boolean;
}

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[path]', 'folder of the project', '.')
    .option('-f, --format <format>', `form of the report: ${formats.join(', ')}`, 'text')
    .option('-o, --output <file>', 'write the report there instead of to standard output')
    .option('--report <format=file>', 'also write the report in this form; may be repeated', collect)
    .option('--only <checks>', 'run these only: ids, categories or globs, with commas; may be repeated', list)
    .option(
      '--skip <checks>',
      'leave these out: ids, categories or globs, with commas; may be repeated',
      list,
    )
    .option('--min-score <score>', 'the least score that passes, 0 to 100', score)
    .addOption(
      new Option('--fail-on <severity>', 'which failed checks fail the gate').choices([
        'required',
        'advised',
        'never',
      ]),
    )
    .option(
      '--profile <standards>',
      'hold these public checklists against the results: ids of `repro list --standards`, with commas',
      list,
    )
    .option(
      '--project <folder>',
      'judge only this project of a repository of several; may be repeated',
      collect,
    )
    .option('--baseline <file>', 'fail only on what this file does not know')
    .option('--no-baseline', 'use no baseline, also if the config names one')
    .addOption(
      new Option('--update-baseline', 'write into it all that is wrong now').conflicts('pruneBaseline'),
    )
    .option('--prune-baseline', 'take out of it what is wrong no more, and add nothing')
    .option(
      '--changed-since <revision>',
      'fail only on what belongs to files that changed since the branch went off from it',
    )
    .option('--online', 'also compare datasets at stores with repro.lock, with your credentials')
    .option(
      '--allow-endpoint <url>',
      'with --online: a store that the config may name; may be repeated',
      collect,
    )
    .option(...ALLOW_ROOT, collect)
    .addOption(
      new Option(
        '--allow-plugins',
        'run the code of the plugins that the config names, with their checks',
      ).conflicts('plugins'),
    )
    .option('--no-plugins', 'leave their checks out on purpose: the gate passes over them')
    .option('--watch', 'judge again when something changes, and say what is better or worse')
    .option('--config <file>', 'use this config instead of the one that is found')
    .option('--no-config', 'use no config')
    .option('--no-cache', 'read all data, also what has not changed since it was last hashed')
    .option('-q, --quiet', 'only say what is wrong')
    .option('-v, --verbose', 'also say what is right, and why')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour it')
    .option('--ascii', 'write text in ASCII alone')
    .option('--no-ascii', 'use the signs of Unicode too')
    .option('-j, --jobs <n>', 'how many workers may run at once', jobs)
    .addHelpText(
      'after',
      '\nExit codes: 0 the gate passed, 1 it failed, 2 a mistake in flags, config or path, 3 a defect of repro.',
    )
    .action(async (path: string, flags: Flags) => done(await check(path, flags)));
}

/**
 * How much the heap may grow before garbage is collected, in percent. V8's own measure lets a run over thousands of
 * files take half as much memory again for a few percent of its time.
 */
const HEAP_GROWTH = 70;

async function check(path: string, flags: Flags): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  const outputs = await outputsFrom(flags, path);
  if (!flags.watch) return (await judged(path, flags, outputs)).exitCode;
  if (flags.updateBaseline || flags.pruneBaseline)
    throw new UserError('--watch only looks, and writes no baseline', {
      hint: 'write it in a run of its own, without --watch',
    });
  const machine = outputs.find(({ format, file }) => file === undefined && format !== 'text');
  if (machine)
    throw new UserError(`--watch shows text, and ${machine.format} is for tools that read one report`, {
      hint: `as in --watch --report ${machine.format}=report.${machine.format}, which is written anew each time`,
    });
  const { watchProject } = await import('../watching/watch.js');
  return watchProject({
    path,
    once: () => judged(path, flags, outputs),
    writes: outputs.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)])),
    look: flags,
  });
}

/** Judges a project once and delivers the reports. */
async function judged(
  path: string,
  flags: Flags,
  outputs: readonly Output[],
): Promise<Round & { exitCode: number }> {
  const started = new Date();
  const begun = performance.now();
  const progress = progressLine(flags.quiet);
  const stopListening = onInterrupt(() => progress.end());
  try {
    const { project, config, digests, plugins } = await openProject(path, flags, (step) =>
      progress.show(progressText(step, performance.now() - begun)),
    );
    // The config may stand above the folder that was asked for, and the project then begins there.
    const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [file]));
    for (const file of files) await assertWritable(file, config.root);
    const checks = [...config.checks, ...lackingPlugins(config, flags.plugins === false)];
    const judging = (own: Policy) => withFlags(own, flags, checks, config);
    const policy = allowingReports(judging(config.policy), files, config.root);
    const known = await openBaseline(flags, config);
    const profile = standardsNamed(flags.profile ?? policy.standards);
    const asksProjects = selectedBy(policy, checks).some(({ scope }) => scope !== 'repository');
    const request = {
      folder: path,
      only: flags.project ?? [],
      find: asksProjects,
      ownConfigs: flags.config !== false,
      withFlags: judging,
    };
    const since = flags.changedSince;
    const changed = since === undefined ? undefined : await openChanges(config.root, since);
    const members = await openMembers({ config, project, ...request });
    if (config.root !== resolve(path) && !flags.quiet) {
      const judged = members?.filter((member) => member.judged).map((member) => `${member.path} in `);
      const where = judged?.length === 1 ? judged[0]! : '';
      await tell(`note: judging ${where}${relative('.', config.root) || '.'}, where ${config.file} is`);
    }
    const judged = await run(project, checks, policy, {
      ...(members && { members }),
      lacksPlugins: !config.plugins.loaded,
      onStep: (step) => {
        if ('fact' in step)
          progress.show(`reading ${step.fact}${step.project === undefined ? '' : ` of ${step.project}`}`);
      },
    });
    progress.end();
    if (flags.verbose) for (const line of digestNotes(digests)) await tell(line);
    const limited = [flags.only, flags.skip, flags.project].some((given) => given !== undefined);
    const { run: told, baseline } = known
      ? await withBaseline(judged, known, { policy, project, limited })
      : { run: judged };
    const { run: outcome, changes } =
      changed && since !== undefined
        ? await limitedTo(changed, since, told, config.root, { config, checks, policy, members: request })
        : { run: told };
    const report = buildReport(
      outcome,
      policy,
      {
        version: await version(),
        ...(await projectInfo(project, path)),
        config: {
          file: config.file,
          extends: config.extends,
          hints: [...hintsOfPlugins(config), ...config.hints, ...(await hintsOf(config, members))],
        },
        plugins: pluginsTold(config, plugins),
        startedAt: started.toISOString(),
        durationMs: performance.now() - begun,
        ...(baseline && { baseline }),
        ...(changes && { changes }),
      },
      profile,
    );
    await deliver(report, outputs, flags);
    for (const { where, error } of outcome.crashes) await tell(await crashNotice(error, where));
    return {
      report,
      root: project.source.root ?? config.root,
      also: declaredBy(config, flags.config),
      exitCode: outcome.crashes.length > 0 ? 3 : report.gate.passed ? 0 : 1,
    };
  } finally {
    progress.end();
    stopListening();
  }
}

function list(value: string, before: string[] = []): string[] {
  const items = value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  if (items.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...before, ...items];
}

function score(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 100))
    throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return number;
}
