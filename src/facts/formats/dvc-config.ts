/** One remote of .dvc/config. */
export interface DvcRemote {
  name: string;
  url: string;
  line: number;
}

/** What .dvc/config says of where data is kept. */
export interface DvcConfig {
  remotes: DvcRemote[];
  defaultRemote?: string;
  /** `cache.dir` as written; a relative one counts from the folder of the file. */
  cacheDir?: string;
}

/**
 * Reads .dvc/config or .dvc/config.local: git-like INI whose sections are written `['remote "name"']`.
 * Source: https://dvc.org/doc/user-guide/project-structure/configuration.
 */
export function parseDvcConfig(text: string): DvcConfig {
  const config: DvcConfig = { remotes: [] };
  let section = '';
  for (const [at, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const content = whole.trim();
    if (content.startsWith('[')) {
      section = content.replace(/^\['?|'?\]$/g, '');
      continue;
    }
    const equals = content.indexOf('=');
    if (equals < 0 || /^[#;]/.test(content)) continue;
    const key = content.slice(0, equals).trim();
    const value = content
      .slice(equals + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    if (section === 'core' && key === 'remote') config.defaultRemote = value;
    if (section === 'cache' && key === 'dir') config.cacheDir = value;
    const name = /^remote "([^"]*)"$/.exec(section)?.[1];
    if (name !== undefined && key === 'url') config.remotes.push({ name, url: value, line: at + 1 });
  }
  return config;
}
