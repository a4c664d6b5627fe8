import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checks } from '../../checks/index.js';
import { defaultPolicy } from '../../engine/policy.js';
import { buildReport } from '../../engine/report.js';
import { run } from '../../engine/run.js';
import { UserError } from '../../errors.js';
import { Project } from '../../facts/fact.js';
import { FolderSource } from '../../facts/source.js';
import { crashNotice } from '../program.js';
import { print, tell } from '../terminal.js';
import { version } from '../version.js';

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .argument('[path]', 'folder of the project', '.')
    .option('-f, --format <format>', 'form of the report', 'text')
    .option('--only <checks>', 'ids')
    .action(async (path: string, flags: { format: string; only?: string }) => {
      done(await check(path, flags));
    });
}

async function check(path: string, flags: { format: string; only?: string }): Promise<number> {
  const startedAt = new Date();
  const source = await FolderSource.open(path).catch(() => {
    throw new UserError(`${path} does not exist`);
  });
  const project = new Project(source);
  const policy = { ...defaultPolicy, today: startedAt.toISOString().slice(0, 10) };
  const only = flags.only?.split(',');
  const selected = only
    ? checks.filter(({ id }) => only.some((o) => id === o || id.startsWith(`${o}/`)))
    : checks;
  const result = await run(project, selected, policy);
  const report = buildReport(result, policy, {
    version: await version(),
    project: { name: source.name, root: path, commit: null, branch: null, dirty: null, remote: null },
    config: { file: null, extends: 'recommended', hints: [] },
    environment: { node: process.version, platform: process.platform, git: null, ci: null },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
  });
  if (flags.format === 'json') await print(`${JSON.stringify(report, null, 2)}\n`);
  else
    await print(
      `${[
        ...report.results.map(
          (r) =>
            `${r.status.padEnd(7)} ${r.id}  ${r.summary}\n${r.findings.map((f) => `          ${f.file ?? ''}${f.line ? `:${f.line}` : ''} ${f.message}\n`).join('')}`,
        ),
        `score ${report.score} coverage ${report.coverage} grade ${report.grade} gate ${report.gate.passed}`,
        ...report.gate.reasons.map((reason) => `  ${reason}`),
      ].join('\n')}\n`,
    );
  for (const { where, error } of result.crashes) await tell(await crashNotice(error, where));
  void resolve;
  return result.crashes.length > 0 ? 3 : report.gate.passed ? 0 : 1;
}
