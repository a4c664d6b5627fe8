import { execa } from 'execa';
import { type SimpleGit, simpleGit } from 'simple-git';
import { CannotTell } from '../../errors.js';
import { withoutCredentials } from '../credentials.js';
import { type ConfigEntry, disarming, filterDrivers, parseConfigList } from './disarm.js';
import { locateRepository, type Place } from './locate.js';

/** The oldest git that takes settings from its environment (GIT_CONFIG_COUNT). Source: git, RelNotes/2.31.0.txt. */
const OLDEST = [2, 31] as const;
/** Milliseconds without a word from git after which it is given up. */
const SILENCE = 120_000;

/** A repository in which git can be asked, with the repository's own configuration disarmed. */
export interface OpenGit extends Place {
  config: readonly ConfigEntry[];
  /** Git's own version, such as `2.39.5`. */
  version: string;
  /** Filter drivers that are configured and not run. */
  filters: ReadonlySet<string>;
  /** What git prints. Throws `CannotTell` with git's own words when it fails. */
  text(args: readonly string[], input?: string): Promise<string>;
  /** The same as bytes, for file names that are not UTF-8. */
  bytes(args: readonly string[], input?: string): Promise<Buffer>;
}

/**
 * Finds the repository of a folder and makes git safe to ask there: no hook, filter, monitor, pager, helper or
 * transport that the repository configures is run, and nothing is written. Undefined outside any repository.
 * Throws `CannotTell` when git is missing, too old, or refuses the folder.
 */
export async function openGit(root: string): Promise<OpenGit | undefined> {
  const place = await locateRepository(root);
  if (!place) return undefined;
  const bare = place.kind === 'bare';
  const before = environment(bare ? {} : { GIT_WORK_TREE: place.toplevel });
  const version = await ask(root, before, ['version']);
  const [major, minor] = (/(\d+)\.(\d+)/.exec(version) ?? ['', '0', '0']).slice(1).map(Number) as [
    number,
    number,
  ];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new CannotTell(
      `git ${major}.${minor} is too old to be asked safely; install git ${OLDEST.join('.')} or newer`,
    );
  // Listing the configuration runs nothing; what is in it decides what must be disarmed, included files too.
  const config = parseConfigList(
    await ask(root, before, ['config', '--list', '-z', '--show-scope', '--includes']),
  );
  const env = environment({
    ...(bare ? {} : { GIT_WORK_TREE: place.toplevel }),
    ...asEnvironment(disarming(config)),
  });
  return {
    ...place,
    config,
    version: /\d+(?:\.\d+)+/.exec(version)?.[0] ?? 'unknown',
    filters: filterDrivers(config),
    text: (args, input) => ask(root, env, args, input),
    bytes: (args, input) => askBytes(root, env, args, input),
  };
}

/**
 * The environment for git: the user's, without any git variable (a hook that runs us sets some). Never writes, asks,
 * pages, fetches what a partial clone lacks, or speaks another language.
 */
function environment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(?:GIT_|SSH_ASKPASS$|PAGER$|EDITOR$|VISUAL$|PREFIX$|LC_|LANG)/i.test(name))
      env[name] = value;
  }
  return {
    ...env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...extra,
  };
}

/** Settings through the environment: unlike `-c`, a name may hold any character, such as `=`. */
function asEnvironment(settings: readonly [string, string][]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [at, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return env;
}

async function ask(
  root: string,
  env: Record<string, string>,
  args: readonly string[],
  input?: string,
): Promise<string> {
  try {
    return await client(root, env, input).raw([...args]);
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
}

/** The library refuses dangerous settings; here they are given only to be emptied. */
function client(root: string, env: Record<string, string>, input: string | undefined): SimpleGit {
  return simpleGit({
    baseDir: root,
    trimmed: false,
    timeout: { block: SILENCE },
    allowEnvironment: Object.keys(env),
    ...(input === undefined ? {} : { input: () => input }),
    unsafe: {
      allowUnsafeConfigEnvCount: true,
      allowUnsafeAskPass: true,
      allowUnsafeCommandBinaries: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeDiffExternal: true,
      allowUnsafeDiffTextConv: true,
      allowUnsafeEditor: true,
      allowUnsafeFilter: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGitProxy: true,
      allowUnsafeGpgProgram: true,
      allowUnsafeHooksPath: true,
      allowUnsafeMergeDriver: true,
      allowUnsafePack: true,
      allowUnsafePager: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeSshCommand: true,
    },
  }).env(env);
}

async function askBytes(
  root: string,
  env: Record<string, string>,
  args: readonly string[],
  input?: string,
): Promise<Buffer> {
  const { stdout, stderr, failed, shortMessage } = await execa('git', args, {
    cwd: root,
    env,
    extendEnv: false,
    encoding: 'buffer',
    maxBuffer: 1024 ** 3,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    timeout: 5 * SILENCE,
  });
  if (failed) throw refusal(Buffer.from(stderr).toString() || shortMessage || 'git failed');
  return Buffer.from(stdout);
}

/** Git's words as a reason, with the mend where there is one. */
function refusal(words: string): CannotTell {
  if (/ENOENT|not found: git|is not recognized/.test(words) && !/fatal:/.test(words))
    return new CannotTell('git is not installed or not on the PATH; install it to have the repository read');
  if (/dubious ownership|unsafe repository/.test(words)) {
    const folder = /safe\.directory ('?)([^\n]*)\1/.exec(words)?.[2]?.trim() ?? '<folder>';
    return new CannotTell(
      `git refuses the repository because it belongs to another user; if you trust it: git config --global --add safe.directory ${folder}`,
    );
  }
  if (/block timeout/.test(words)) return new CannotTell(`git did not answer for ${SILENCE / 1000} s`);
  const line = words.split('\n').find((said) => /^(?:fatal|error):/.test(said)) ?? words.split('\n')[0] ?? '';
  return new CannotTell(`git cannot read the repository (${withoutCredentials(line).slice(0, 300)})`);
}
