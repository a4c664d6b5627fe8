import { baseName } from '../../paths.js';
import type { ShellCommand, Word } from '../../shell/model.js';
import { isAssignment, programOf } from '../../shell/program.js';
import type { Call, Found, ToolReader } from './call.js';
import { conda, condaLock, pixi } from './conda.js';
import { fetchedScript, git } from './fetched.js';
import { julia } from './julia.js';
import { pip, pipx, python } from './pip.js';
import { pdm, pipenv, poetry } from './poetry.js';
import { install2, rscript } from './r.js';
import { apk, apt, yum } from './system.js';
import { uv, uvRun, uvx } from './uv.js';

/** The reader of each program that installs. */
const TOOLS: readonly [RegExp, ToolReader][] = [
  [/^pip(?:3(?:\.\d+)?)?$/, pip],
  [/^pip-sync$/, (call) => ({ tool: 'pip', ecosystem: 'pypi', files: listed(call), locked: 'present' })],
  [/^python(?:\d(?:\.\d+)?)?$|^pypy3?$/, (call) => python(call, (program, args) => read({ ...call, program, args })) ?? fetchedScript(call)],
  [/^uv$/, uv],
  [/^uvx$/, uvx],
  [/^pipx$/, pipx],
  [/^poetry$/, poetry],
  [/^pdm$/, pdm],
  [/^pipenv$/, pipenv],
  [/^(?:conda|mamba|micromamba)$/, conda],
  [/^conda-lock$/, condaLock],
  [/^pixi$/, pixi],
  [/^(?:apt|apt-get|aptitude)$/, (call) => [apt(call), fetchedScript(call)].flatMap((found) => found ?? [])],
  [/^apk$/, apk],
  [/^(?:yum|dnf|microdnf|tdnf)$/, yum],
  [/^(?:Rscript|R|r)$/, rscript],
  [/^(?:install2\.r|installGithub\.r)$/, install2],
  [/^julia$/, julia],
  [/^git$/, git],
]; // biome-ignore format: a table reads better in rows

function listed({ args }: Call): NonNullable<Found['files']> {
  const names = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  return (names.length > 0 ? names : ['requirements.txt']).map((text) => ({ text, role: 'lock' as const }));
}

function read(call: Call): Found | Found[] | undefined {
  const reader = TOOLS.find(([pattern]) => pattern.test(call.program))?.[1];
  return reader ? reader(call) : fetchedScript(call);
}

/** What a command installs; empty for one that installs nothing. */
export function installsOf(
  command: ShellCommand,
  script: readonly ShellCommand[],
  value: (name: string) => string | undefined,
): Found[] {
  const { words, launchers } = programOf(command.words);
  const set = new Map(
    command.words
      .filter(isAssignment)
      .map(({ text }) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );
  const [program, ...args] = words;
  const environment = (name: string) => set.get(name) ?? value(name);
  const call: Call = {
    program: program ? baseName(program.text) : '',
    args,
    command,
    launchers,
    script,
    value: environment,
  };
  // `uv run x` brings the project in before x runs, `pixi run x` too.
  const brought = launchers.flatMap((launcher: readonly Word[]): Found[] => {
    const [first, ...rest] = launcher;
    const name = first ? baseName(first.text) : '';
    if (name === 'uv' && rest[0]?.text === 'run')
      return [uvRun(rest.slice(1), { options: [], operands: [] }, call) ?? []].flat();
    return name === 'pixi' ? [pixi({ ...call, args: rest }) ?? []].flat() : [];
  });
  const found = program ? read(call) : undefined;
  return [...brought, ...[found ?? []].flat()].filter(isSomething);
}

function isSomething({
  packages = [],
  files = [],
  folders = [],
  project,
  hasUnknown,
  fetches,
}: Found): boolean {
  return (
    packages.length + files.length + folders.length > 0 ||
    project !== undefined ||
    hasUnknown === true ||
    fetches !== undefined
  );
}
