import { parseToml, tableAt } from '../formats/toml.js';
import { childOf, entriesOf, itemsOf, parseYaml, textOf } from '../formats/yaml.js';
import type { InterpreterPlace } from '../interpreter.js';
import { versionInImage, versionOf } from './versions.js';

/** What a file says of the interpreter, without its path. */
export type Said = Pick<InterpreterPlace, 'text' | 'version' | 'range' | 'role'> & { line: number };

/** Which reader a file name asks for. */
export const READERS: readonly [RegExp, (text: string) => Said[]][] = [
  [/(?:^|\/)\.python-version$/, readPythonVersion],
  [/(?:^|\/)\.tool-versions$/, readToolVersions],
  [/(?:^|\/)\.?mise(?:\.[\w-]+)?\.toml$|(?:^|\/)\.config\/mise\.toml$/, readMise],
  [/(?:^|\/)runtime\.txt$/, readRuntime],
  [/(?:^|\/)python_env\.ya?ml$/, readPythonEnv],
  [/(?:^|\/)(?:[^/]*\.)?(?:dockerfile|containerfile)(?:\.[^/]*)?$/i, readDockerfile],
  [/(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer\.json|\.devcontainer\.json)$/, readDevcontainer],
  [
    /^(?:\.github\/workflows\/[^/]+|\.gitlab-ci|azure-pipelines|bitbucket-pipelines|\.circleci\/config)\.ya?ml$/,
    readCi,
  ],
  [/\.ya?ml$/, readImages],
  [/\.def$|(?:^|\/)Singularity(?:\.[^/]*)?$/, readDefinition],
];

/** pyenv and uv: the first line names the version of a run; others are also installed. Source: pyenv, README, "Understanding Python version selection". */
function readPythonVersion(text: string): Said[] {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.replace(/#.*$/, '').trim();
    if (content === '') continue;
    const found =
      /^(?:cpython-|python-)?(\d+\.\d+(?:\.\d+)?)/.exec(content)?.[1] ??
      /^pypy-?(\d+\.\d+)/.exec(content)?.[1];
    return found ? [run(content, found, index + 1)] : [];
  }
  return [];
}

function readToolVersions(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const found = /^\s*python\s+(\d+\.\d+(?:\.\d+)?)/.exec(line)?.[1];
    return found ? [run(line.trim(), found, index + 1)] : [];
  });
}

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

/** MLflow's python_env.yaml. Source: MLflow, docs, "Python Environment". */
function readPythonEnv(text: string): Said[] {
  const yaml = parseYaml(text);
  const node = childOf(yaml.document.contents, 'python');
  const value = textOf(node);
  const found = value === undefined ? undefined : versionOf(value);
  return found ? [run(`python: ${value}`, found, yaml.line(node))] : [];
}

/** Base images, and interpreters that the image installs by version. ARG defaults are filled in. */
function readDockerfile(text: string): Said[] {
  const defaults = new Map<string, string>();
  const out: Said[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const arg = /^\s*ARG\s+([A-Za-z_]\w*)=["']?([^\s"']+)/i.exec(line);
    if (arg) defaults.set(arg[1]!, arg[2]!);
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1];
    if (from) {
      const image = from.replace(
        /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$([A-Za-z_]\w*)/g,
        (_, braced: string | undefined, fallback: string | undefined, plain: string | undefined) =>
          defaults.get(braced ?? plain ?? '') ?? fallback ?? '',
      );
      const found = versionInImage(image);
      if (found) out.push(run(`FROM ${image}`, found, index + 1));
      continue;
    }
    if (/^\s*#/.test(line)) continue;
    const installed =
      /(?:install|create|^\s)[^#]*?\spython(3\.\d{1,2})(?=\s|$|\\)/.exec(line)?.[1] ??
      /\b(?:install|create)\b[^#]*?\spython==?(3\.\d{1,2}(?:\.\d+)?)/.exec(line)?.[1];
    if (installed) out.push(run(line.trim(), installed, index + 1));
  }
  return out;
}

/** The image and the Python feature of a development container. Comments are allowed in it. */
function readDevcontainer(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const image = /"image"\s*:\s*"([^"]+)"/.exec(line)?.[1];
    const found = image === undefined ? undefined : versionInImage(image);
    return found ? [run(image!, found, index + 1)] : [];
  });
}

/** Apptainer definitions: `From: python:3.11`. */
function readDefinition(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const image = /^\s*From:\s*(\S+)/i.exec(line)?.[1];
    const found = image === undefined ? undefined : versionInImage(image);
    return found ? [run(`From: ${image}`, found, index + 1)] : [];
  });
}

/** Images that compose files, cluster and job descriptions run in. */
function readImages(text: string): Said[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const image = /^\s*(?:-\s+)?(?:[\w-]+_)?(?:image|container)(?:_uri)?\s*:\s*["']?([\w./:@-]+)/i.exec(
      line,
    )?.[1];
    const found = image?.includes(':') || image?.includes('/') ? versionInImage(image) : undefined;
    return found ? [run(line.trim(), found, index + 1)] : [];
  });
}

/** The versions that CI sets up, in steps and in matrices. */
function readCi(text: string): Said[] {
  const yaml = parseYaml(text);
  const out: Said[] = [];
  const visit = (node: unknown, depth: number): void => {
    if (depth > 30) return;
    for (const { key, value } of entriesOf(node)) {
      if (key === 'python-version') {
        for (const item of itemsOf(value).length > 0 ? itemsOf(value) : [value]) {
          const written = textOf(item);
          const found = written === undefined ? undefined : versionOf(written);
          if (found)
            out.push({
              text: `python-version: ${written}`,
              version: found,
              role: 'ci',
              line: yaml.line(item),
            });
        }
      } else visit(value, depth + 1);
    }
    for (const item of itemsOf(node)) visit(item, depth + 1);
  };
  visit(yaml.document.contents, 0);
  return out;
}

function run(text: string, version: string, line: number): Said {
  return { text: text.slice(0, 200), version, role: 'run', line };
}
