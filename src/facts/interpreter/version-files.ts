import { parse as parseJson, parseTree } from 'jsonc-parser';
import { parseToml, tableAt } from '../formats/toml.js';
import { childOf, parseYaml, textOf } from '../formats/yaml.js';
import type { InterpreterPlace } from '../interpreter.js';
import { CI_FILE, readCi } from './ci.js';
import { versionInImage, versionOf } from './versions.js';

/** What a file says of the interpreter, without its path. */
export type Said = Pick<InterpreterPlace, 'text' | 'version' | 'range' | 'role'> & { line: number };

/** One kind of file that names the interpreter's version. */
export interface VersionFile {
  path: RegExp;
  read(text: string): Said[];
  /** Whether it is there for nothing but versions, so that one that cannot be read is a problem. */
  only?: boolean;
}

/** Which reader a file name asks for; the first match counts. Manifests, locks and container recipes have facts of their own. */
export const VERSION_FILES: readonly VersionFile[] = [
  { path: /(?:^|\/)\.python-version$/, read: readPythonVersion, only: true },
  { path: /(?:^|\/)\.tool-versions$/, read: readToolVersions, only: true },
  { path: /(?:^|\/)\.?mise(?:\.[\w-]+)?\.toml$|(?:^|\/)\.config\/mise\.toml$/, read: readMise, only: true },
  { path: /(?:^|\/)runtime\.txt$/, read: readRuntime },
  { path: /(?:^|\/)python_env\.ya?ml$/, read: (text) => readYamlKey(text, ['python']) },
  { path: /(?:^|\/)cog\.ya?ml$/, read: (text) => readYamlKey(text, ['build', 'python_version']) },
  { path: /(?:^|\/)app\.ya?ml$/, read: readAppEngine },
  {
    path: /(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer\.json|\.devcontainer\.json)$/,
    read: readDevcontainerFeature,
  },
  { path: /(?:^|\/)(?:flake|shell|default|devenv)\.nix$/, read: readNix },
  { path: CI_FILE, read: readCi },
  { path: /(?:^|\/)\.readthedocs\.ya?ml$/, read: () => [] },
  { path: /\.ya?ml$/, read: readImages },
];

/** pyenv and uv: the first line names the version of a run; others are also installed. Source: pyenv, README, "Understanding Python version selection". */
function readPythonVersion(text: string): Said[] {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.replace(/#.*$/, '').trim();
    if (content === '') continue;
    const found =
      /^(?:cpython[-@]|python-)?(\d+\.\d+(?:\.\d+)?)/.exec(content)?.[1] ??
      /^pypy-?(\d+\.\d+)/.exec(content)?.[1];
    if (found) return [run(content, found, index + 1)];
    const range = /^(?:[<>=!~]=?|===)\s*\d/.test(content) ? content : undefined;
    return range ? [{ text: content, range, role: 'range', line: index + 1 }] : [];
  }
  return [];
}

/** asdf and mise: the first version after the name is used, others stand in. Source: asdf, docs/manage/configuration.md. */
function readToolVersions(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const found = /^\s*python\s+(\d+\.\d+(?:\.\d+)?)/.exec(line)?.[1];
    return found ? [run(line.trim(), found, index + 1)] : [];
  });
}

/** Source: mise, docs/configuration.md. */
function readMise(text: string): Said[] {
  const toml = parseToml(text);
  const value = tableAt(toml.data, 'tools')?.python;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const named = typeof first === 'object' && first !== null && 'version' in first ? first.version : first;
  const found = typeof named === 'string' ? versionOf(named) : undefined;
  return found ? [run(`python = "${String(named)}"`, found, toml.line(['tools', 'python']))] : [];
}

/** Heroku and repo2docker: `python-3.11.4`. */
function readRuntime(text: string): Said[] {
  const found = /^\s*python-(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
  return found ? [run(text.trim().split('\n', 1)[0]!, found, 1)] : [];
}

/** MLflow's python_env.yaml and Cog's cog.yaml. Source: MLflow, docs, "Python Environment"; Cog, docs/yaml.md. */
function readYamlKey(text: string, path: readonly string[]): Said[] {
  const yaml = parseYaml(text);
  const node = path.reduce<unknown>(childOf, yaml.document.contents);
  const value = textOf(node);
  const found = value === undefined ? undefined : versionOf(value);
  return found ? [run(`${path.at(-1)}: ${value}`, found, yaml.line(node))] : [];
}

/** Google App Engine: `runtime: python311`. Source: App Engine, docs, "app.yaml reference". */
function readAppEngine(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const found = /^runtime:\s*["']?python3(\d{1,2})\b/.exec(line)?.[1];
    return found ? [run(line.trim(), `3.${found}`, index + 1)] : [];
  });
}

/** The version option of a development container's Python feature. Source: devcontainers/features, src/python/README.md. */
function readDevcontainerFeature(text: string): Said[] {
  if (/^[\s[{]{300}/.test(text)) return [];
  const root = parseTree(text, [], { allowTrailingComma: true });
  const features = root?.children?.find(({ children }) => children?.[0]?.value === 'features')?.children?.[1];
  return (features?.children ?? []).flatMap((feature) => {
    const [name, options] = feature.children ?? [];
    if (!/(?:^|\/)python(?:[:@]|$)/.test(String(name?.value))) return [];
    const said: unknown = options && parseJson(text.slice(options.offset, options.offset + options.length));
    const value = typeof said === 'object' && said !== null && 'version' in said ? said.version : said;
    const found = typeof value === 'string' ? versionOf(value) : undefined;
    const line = text.slice(0, feature.offset).split('\n').length;
    return found ? [run(`${String(name?.value)} ${found}`, found, line)] : [];
  });
}

/** Nix: `python311`, `python311Packages`, and devenv's `languages.python.version`. */
function readNix(text: string): Said[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((line, index) => {
    const content = line.replace(/#.*$/, '');
    const short = /\bpython3(\d{1,2})(?=Packages\b|Full\b|\b)/.exec(content)?.[1];
    const found =
      short === undefined
        ? /\bpython\.version\s*=\s*"(\d+\.\d+(?:\.\d+)?)"/.exec(content)?.[1]
        : `3.${short}`;
    if (found === undefined || seen.has(found)) return [];
    seen.add(found);
    return [run(content.trim(), found, index + 1)];
  });
}

/** Images that cluster and job descriptions run in. */
function readImages(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const image = /^\s*(?:-\s+)?(?:[\w-]+_)?(?:image|container)(?:_uri)?\s*:\s*["']?([\w./:@-]+)/i.exec(
      line,
    )?.[1];
    const found = image?.includes(':') || image?.includes('/') ? versionInImage(image) : undefined;
    return found ? [run(line.trim(), found, index + 1)] : [];
  });
}

function run(text: string, version: string, line: number): Said {
  return { text: text.slice(0, 200), version, role: 'run', line };
}
