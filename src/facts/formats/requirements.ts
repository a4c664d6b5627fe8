import type { Include, ManifestText, Problem, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { LONGEST, parseRequirement, withoutCredentials } from './pep508.js';
import { pipOptions } from './pip-options.js';
import { unnamedAddress } from './requirement-address.js';
import { logicalLines } from './requirement-lines.js';

/** A pip requirements file. */
export interface RequirementsText extends ManifestText {
  /** A global option asks for hashes. */
  requiresHashes: boolean;
}

/** The only form of variable that pip fills in, and that of templates of projects (Cookiecutter, Copier, Jinja). */
const VARIABLE = /\$\{[A-Z0-9_]+\}|\{\{[^{}]*\}\}/;
/**
 * Reads a requirements file: options, requirements, addresses, editables, hashes, continuations, comments.
 * Source: pip, docs/html/reference/requirements-file-format.md and src/pip/_internal/req/req_file.py.
 */
export function parseRequirements(text: string): RequirementsText {
  const out: RequirementsText = {
    ...emptyManifest(),
    declares: true,
    requiresHashes: false,
  };
  for (const { text: whole, line } of logicalLines(text)) {
    const content = whole.trim();
    // A template's conditions and loops stand on lines of their own.
    if (/^\{%.*%\}$/.test(content)) continue;
    if (content.startsWith('-')) readOptions(content, line, out);
    else addRequirement(content, line, out);
  }
  return out;
}

/** Reads one line of requirements syntax, as conda's pip lists hold them. */
export function parseRequirementLine(
  text: string,
  line: number,
): { requirements: Requirement[]; includes: Include[]; problems: Problem[] } {
  const { requirements, includes, problems } = parseRequirements(text);
  const here = <T extends object>(item: T) => ({ ...item, line });
  return {
    requirements: requirements.map(here),
    includes: includes.map(here),
    problems: problems.map(here),
  };
}

/** Takes the options of a line that holds nothing else. */
function readOptions(content: string, line: number, out: RequirementsText): void {
  for (const { option, value, problem } of pipOptions(content)) {
    if (problem !== undefined) out.problems.push({ line, message: problem });
    else if (option === '--requirement' || option === '--constraint')
      out.includes.push({ path: value!, constraint: option === '--constraint', line });
    else if (option === '--editable') addEditable(value!, line, out);
    else if (option === '--require-hashes') out.requiresHashes = true;
  }
}

function addRequirement(content: string, line: number, out: RequirementsText): void {
  // The first word that begins with a hyphen begins the options of the requirement.
  const at = content.search(/\s-/);
  // pip passes over a semicolon that no marker follows.
  const text = (at < 0 ? content : content.slice(0, at))
    .replace(/;\s*$/, '')
    // Credentials from the environment change nothing of what is installed.
    .replace(/:\/\/[^/\s@]*\$\{[A-Z0-9_]+\}[^/\s@]*@/, '://')
    .trim();
  const rest = at < 0 ? '' : content.slice(at);
  const hashed = /--hash[=\s]\s*["']?(?:sha256|sha384|sha512):[0-9a-f]+/i.test(rest);
  const more = hashed ? { hashed: true } : {};
  for (const { problem } of pipOptions(rest.trim())) {
    if (problem !== undefined) out.problems.push({ line, message: problem });
  }
  if (text.length > LONGEST) {
    out.problems.push({ line, message: `a requirement of ${text.length} characters` });
    return;
  }
  const address = unnamedAddress(text);
  if (address) {
    // A hash fixes the content of an archive, be it local.
    out.requirements.push({ ...address, exact: address.exact || hashed, ...more, line });
    return;
  }
  const { requirement, problem } = parseRequirement(VARIABLE.test(text) ? withoutVariables(text) : text);
  if (problem !== undefined) out.problems.push({ line, message: problem });
  if (requirement) {
    const exact = (requirement.exact && !VARIABLE.test(text)) || hashed;
    out.requirements.push({ ...requirement, ...written(requirement, text), exact, ...more, line });
  }
}

/** A requirement whose version an environment variable tells, with a version in its place that any reader takes. */
function withoutVariables(text: string): string {
  return text.replace(new RegExp(VARIABLE, 'g'), '0.0');
}

/** The texts as they stand in the file, where variables were put aside. */
function written({ specifier }: { specifier: string }, text: string): { raw?: string; specifier?: string } {
  if (!VARIABLE.test(text)) return {};
  const version = /^[^<>=!~@;]*?\s*([<>=!~@][^;]*)/.exec(text)?.[1]?.trim() ?? specifier;
  return { raw: withoutCredentials(text), specifier: withoutCredentials(version) };
}

function addEditable(value: string, line: number, out: RequirementsText): void {
  if (value.length > LONGEST) {
    out.problems.push({ line, message: `-e with ${value.length} characters` });
    return;
  }
  const address = unnamedAddress(value) ?? parseRequirement(value).requirement;
  if (address) out.requirements.push({ ...address, line });
  else out.problems.push({ line, message: `-e ${value} names neither a path nor a repository` });
}
