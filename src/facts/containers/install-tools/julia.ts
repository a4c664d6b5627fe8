import type { Call, Found, FoundPackage } from './call.js';
import { readText } from './quoted.js';
import { lineOf, MOST_CALLS } from './r.js';

/** Source: Julia, stdlib Pkg, "API Reference". */
const CALLS = /\bPkg\s*\.\s*(add|develop|instantiate|resolve)\s*(?=\()|\bpkg"\s*(add|instantiate)\b([^"]*)"/g;

/** What Julia code installs. */
export function readJulia(code: string, line: (offset: number) => number): Found[] {
  const out: Found[] = [];
  for (const match of code.matchAll(CALLS)) {
    if (out.length >= MOST_CALLS) break;
    const verb = match[1] ?? match[2];
    if (verb === 'instantiate') {
      out.push({
        tool: 'julia',
        ecosystem: 'julia',
        project: {
          manifest: ['Project.toml', 'JuliaProject.toml'],
          lock: ['Manifest.toml', 'JuliaManifest.toml'],
        },
        locked: 'present',
      });
      continue;
    }
    if (verb !== 'add') continue;
    const at = match.index;
    if (match[3] !== undefined) {
      const packages = match[3]
        .trim()
        .split(/\s+/)
        .filter(Boolean)
        .map((text) => named(text.replace(/@.*/, ''), /@(\d+\.\d+\.\d+)$/.exec(text)?.[1], text, line(at)));
      out.push({ tool: 'julia', ecosystem: 'julia', packages });
      continue;
    }
    const { texts, named: options, known } = readText(code, at + match[0].length);
    const packages = texts.map(({ text, offset }) => {
      const isAddress = /[/:]/.test(text);
      const rev = options.get('rev');
      const version =
        options.get('version') ?? (isAddress && rev && /^[0-9a-f]{40}$/.test(rev) ? rev : undefined);
      return named(
        isAddress ? text.replace(/(?:\.jl)?(?:\.git)?$/, '').replace(/^.*\//, '') : text,
        version,
        text,
        line(offset),
      );
    });
    const name = options.get('name');
    if (name !== undefined) packages.push(named(name, options.get('version'), name, line(at)));
    if (packages.length > 0 || !known)
      out.push({ tool: 'julia', ecosystem: 'julia', packages, hasUnknown: packages.length === 0 });
  }
  return out;
}

function named(name: string, version: string | undefined, text: string, line: number): FoundPackage {
  const pinned =
    version !== undefined && (/^=?v?\d+\.\d+\.\d+/.test(version) || /^[0-9a-f]{40}$/.test(version));
  return { name, text, ...(pinned ? { version } : {}), pinned, isTool: false, line };
}

/** `julia -e 'using Pkg; …'`. */
export function julia(call: Call): Found[] {
  const folder = call.args.flatMap(({ text }) => /^--project=(.+)$/.exec(text)?.[1] ?? [])[0];
  return call.args.flatMap(({ text }, at) => {
    const joined = /^--eval=/.test(text) ? call.args[at] : undefined;
    const code = /^(?:-[eE]|--eval|--print)$/.test(text) ? call.args[at + 1] : joined;
    if (!code) return [];
    return readJulia(code.text, lineOf(code)).map((found) => ({
      ...found,
      ...(found.project && folder && !folder.startsWith('@')
        ? { project: { ...found.project, folder } }
        : {}),
      ...(code.known ? {} : { hasUnknown: true }),
    }));
  });
}
