/** One setting of git's configuration, with the scope it stands in. */
export interface ConfigEntry {
  scope: string;
  /** As git lists it: section and name in lower case, what stands between them as written. */
  key: string;
  value: string;
}

/** Reads the output of `git config --list -z --show-scope`: scope, NUL, key, newline, value, NUL. */
export function parseConfigList(output: string): ConfigEntry[] {
  const fields = output.split('\0');
  const entries: ConfigEntry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, pair] = [fields[at]!, fields[at + 1]!];
    const cut = pair.indexOf('\n');
    entries.push(
      cut < 0
        ? { scope, key: pair, value: 'true' }
        : { scope, key: pair.slice(0, cut), value: pair.slice(cut + 1) },
    );
  }
  return entries;
}

/** Settings that make git run a program, or a hook, talk to a server, or write to the repository, and the value that stops it. */
const ALWAYS: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.pager': 'cat',
  'core.sshCommand': 'false',
  'core.askPass': '',
  'core.editor': 'false',
  'core.alternateRefsCommand': '',
  'core.gitProxy': '',
  'core.untrackedCache': 'false',
  'credential.helper': '',
  // `git diff` writes the index anew where only times have changed, whatever GIT_OPTIONAL_LOCKS says.
  'diff.autoRefreshIndex': 'false',
  'diff.external': '',
  'diff.ignoreSubmodules': 'dirty',
  'gpg.program': 'false',
  'log.showSignature': 'false',
  'status.submoduleSummary': 'false',
  'status.showUntrackedFiles': 'normal',
  'status.relativePaths': 'false',
  'submodule.recurse': 'false',
  'protocol.allow': 'never',
  'uploadpack.packObjectsHook': '',
  'maintenance.auto': 'false',
  'gc.auto': '0',
};

/** Settings whose middle part is chosen by the repository; each one that is present is emptied. */
const BY_NAME: readonly [RegExp, string][] = [
  [/^filter\.[\s\S]*\.(?:clean|smudge|process)$/, ''],
  [/^filter\.[\s\S]*\.required$/, 'false'],
  [/^diff\.[\s\S]*\.(?:command|textconv)$/, ''],
  [/^gpg\.[\s\S]*\.(?:program|defaultkeycommand)$/, 'false'],
  [/^credential\.[\s\S]*\.helper$/, ''],
  [/^merge\.[\s\S]*\.driver$/, ''],
  [/^remote\.[\s\S]*\.(?:uploadpack|receivepack|vcs)$/, ''],
  [/^protocol\.[\s\S]*\.allow$/, 'never'],
  [/^pager\.[\s\S]*$/, 'false'],
  [/^trailer\.[\s\S]*\.(?:cmd|command)$/, ''],
];

/**
 * The settings that disarm a configuration, to be given to git through its environment, which outranks every file.
 * Filters of the user's own configuration are disarmed too: some, such as Git LFS, in turn run what the repository
 * configures. Source: git, Documentation/git-config.txt.
 */
export function disarming(config: readonly ConfigEntry[]): [key: string, value: string][] {
  const found = new Map<string, string>();
  for (const { key } of config) {
    const rule = BY_NAME.find(([pattern]) => pattern.test(key));
    if (rule) found.set(key, rule[1]);
  }
  return [...Object.entries(ALWAYS), ...found];
}

/** Names of the filter drivers that the configuration defines, and that are not run here. */
export function filterDrivers(config: readonly ConfigEntry[]): Set<string> {
  const names = config.map(({ key }) => /^filter\.([\s\S]*)\.(?:clean|process)$/.exec(key)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}
