import type { Call, Found, FoundPackage } from './call.js';
import { type QuotedText, readText } from './quoted.js';
import { lineOf, MOST_CALLS } from './r.js';

/** Source: Julia, stdlib Pkg, "API Reference". */
const CALLS = /\bPkg\s*\.\s*(add|develop|instantiate|resolve)\s*(?=\()|\bpkg"\s*(add|instantiate)\b([^"]*)"/g;

/** A package with options of its own among the arguments. Source: Julia, stdlib Pkg, "PackageSpec". */
const SPEC = /\bPackageSpec\s*\(|\(\s*(?:;\s*)?(?:name|url|version|rev|uuid)\s*=/g;

/** What Julia code installs. */
export function readJulia(code: string, line: (offset: number) => number): Found[] {
  const out: Found[] = [];
  let end = 0;
  for (const match of code.matchAll(CALLS)) {
    if (out.length >= MOST_CALLS) break;
    // What stands in the arguments of a call was read with it.
    if (match.index < end) continue;
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
    const open = at + match[0].length;
    const whole = readText(code, open);
    end = whole.end;
    const specs = specsIn(code, open + 1, end);
    const isOutside = ({ offset }: QuotedText) =>
      !specs.some(({ from, to }) => offset >= from && offset < to);
    const packages = [
      ...(specs.length > 0
        ? whole.texts.filter(isOutside).map((text) => fromText(text, new Map(), line))
        : packagesOf(whole, at, line)),
      ...specs.flatMap((spec) => packagesOf(spec.read, spec.from, line)),
    ].sort((a, b) => a.line - b.line);
    const { known } = whole;
    if (packages.length > 0 || !known)
      out.push({ tool: 'julia', ecosystem: 'julia', packages, hasUnknown: packages.length === 0 });
  }
  return out;
}

type Arguments = ReturnType<typeof readText>;

/** The packages between `from` and `to` that have options of their own, and where each stands. */
function specsIn(code: string, from: number, to: number): { from: number; to: number; read: Arguments }[] {
  const out: { from: number; to: number; read: Arguments }[] = [];
  const part = code.slice(0, to);
  SPEC.lastIndex = from;
  for (let match = SPEC.exec(part); match && out.length < MOST_CALLS; match = SPEC.exec(part)) {
    const read = readText(part, part.indexOf('(', match.index));
    out.push({ from: match.index, to: read.end, read });
    SPEC.lastIndex = Math.max(read.end, match.index + match[0].length);
  }
  return out;
}

/** The packages that arguments name, all with the same options. */
function packagesOf({ texts, named: options }: Arguments, at: number, line: (offset: number) => number) {
  const packages = texts.map((text) => fromText(text, options, line));
  const name = options.get('name');
  if (name !== undefined) packages.push(named(name, options.get('version'), name, line(at)));
  return packages;
}

function fromText(
  { text, offset }: QuotedText,
  options: ReadonlyMap<string, string>,
  line: (offset: number) => number,
): FoundPackage {
  const isAddress = /[/:]/.test(text);
  const rev = options.get('rev');
  const version =
    options.get('version') ?? (isAddress && rev && /^[0-9a-f]{40}$/.test(rev) ? rev : undefined);
  const name = isAddress ? text.replace(/(?:\.jl)?(?:\.git)?$/, '').replace(/^.*\//, '') : text;
  return named(name, version, text, line(offset));
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
