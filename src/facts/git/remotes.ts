import type { ConfigEntry } from './disarm.js';
import type { Remote, RemoteKind } from './model.js';

/** The remotes of a repository's configuration, sorted by name; addresses with credentials are not kept. */
export function remotesOf(config: readonly ConfigEntry[]): Remote[] {
  const addresses = new Map<string, string[]>();
  for (const { key, value } of config) {
    const name = /^remote\.([\s\S]*)\.(?:url|pushurl)$/.exec(key)?.[1];
    if (name !== undefined && value !== '') addresses.set(name, [...(addresses.get(name) ?? []), value]);
  }
  return [...addresses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, urls]) => {
      const all = urls.map(readAddress);
      const { host, kind, web } = all[0]!;
      return { name, host, kind, web, hasCredentials: all.some(({ hasCredentials }) => hasCredentials) };
    });
}

/**
 * Reads the address of a remote: a URL, the short form `user@host:path`, or a path on this machine. A user name of
 * an SSH address is no credential, nor is `git` in a web address; a password or any other user of a web address is,
 * since tokens stand in both places. Source: git, Documentation/urls.txt.
 */
export function readAddress(address: string): Omit<Remote, 'name'> {
  const local = { host: undefined, kind: 'local', web: undefined, hasCredentials: false } as const;
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:([^/]*)@)?(\[[^\]]*\]|[^/:@]*)(?::(\d*))?(\/.*)?$/is.exec(address);
  if (url) {
    const [, scheme = '', user, host = '', port, path = ''] = url;
    if (/^file$/i.test(scheme) || host === '') return local;
    const web = /^https?$/i.test(scheme);
    const secret = user !== undefined && (user.includes(':') ? !/:$/.test(user) : web && user !== 'git');
    return hosted(
      host,
      path,
      web && port ? `${scheme.toLowerCase()}://${host.toLowerCase()}:${port}` : undefined,
      secret,
    );
  }
  const short = /^(?:[^/@:\s]+@)?(\[[^\]]*\]|[^/:@\s]+):(?!\\)(.*)$/s.exec(address);
  // One letter before the colon is a Windows drive.
  if (short && short[1]!.length > 1) return hosted(short[1]!, `/${short[2]!}`, undefined, false);
  return local;
}

function hosted(
  host: string,
  path: string,
  origin: string | undefined,
  hasCredentials: boolean,
): Omit<Remote, 'name'> {
  // Forges take SSH over the web's port at a host of its own, which shows no pages.
  const name = host.toLowerCase().replace(/^(?:ssh|altssh)\.(github\.com|gitlab\.com|bitbucket\.org)$/, '$1');
  const clean = path
    .replace(/[?#][\s\S]*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  const web = /^[\w.~%+@:-]+(?:\/[\w.~%+@:-]+)*$/.test(clean)
    ? `${origin ?? `https://${name}`}/${clean}`
    : undefined;
  return { host: name, kind: kindOf(name), web, hasCredentials };
}

function kindOf(host: string): RemoteKind {
  if (host === 'github.com' || host.startsWith('github.')) return 'GitHub';
  if (host === 'gitlab.com' || host.startsWith('gitlab.')) return 'GitLab';
  if (host === 'bitbucket.org' || host.startsWith('bitbucket.')) return 'Bitbucket';
  return 'other';
}
