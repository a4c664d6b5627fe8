import { CannotTell } from '../../../errors.js';
import { withoutTokens } from '../../credentials.js';
import type { Project } from '../../fact.js';
import { files as filesFact } from '../../files.js';
import { readText } from '../../source.js';
import { pinIn } from '../found-use.js';
import type { DataProblem, Download } from '../model.js';

/** A line that compares checksums. */
export const CHECKS =
  /\b(sha(256|512|1)sum|md5sum|shasum|b2sum)\b[^|;&]*(\s-c\b|\s--check\b)|\|\s*(sha256sum|md5sum|shasum)\b[^|;&]*-c\b/;
const PROGRAMS =
  /(?:^|[\s;&|(`@!$])(wget|curl|gdown|aria2c|huggingface-cli download|hf download|kaggle datasets download|kaggle competitions download|gsutil cp|aws s3 (?:cp|sync))\s+([^\n;|&]{1,2000})/g;
/** What is installed, not used as data. */
const INSTALLER =
  /\.(sh|deb|rpm|apk|pkg|dmg|msi|exe|elf|appimage|snap|jar|whl|pub|gpg|asc|key|list|repo)\b|miniconda|anaconda|install|get-pip|codecov/i;

/** Downloads of one text of shell lines. */
export function shellDownloads(
  text: string,
  at: (line: number) => Download['at'],
  checked: boolean,
): Download[] {
  const downloads: Download[] = [];
  const set = variablesIn(text);
  for (const { text: whole, line: number } of logicalLines(text)) {
    const line = whole.replace(/(^|\s)#.*$/, '').slice(0, 10_000);
    for (const [, program = '', rest = ''] of line.matchAll(PROGRAMS)) {
      const address = /\b(https?|ftp|s3|gs):\/\/[^\s'"\\)]+/.exec(rest)?.[0];
      if (
        program === 'curl' &&
        !/\s-{1,2}[a-zA-Z]*[oO]|--output|--remote-name/.test(` ${rest}`) &&
        !/>/.test(rest)
      )
        continue;
      if (/^(aws|gsutil)/.test(program) && !isFetched(rest)) continue;
      if (INSTALLER.test(address ?? rest) || (address && isService(address))) continue;
      if (!address && !/[$%{<]/.test(rest) && !/^(gdown|hugg|hf|kaggle)/.test(program)) continue;
      downloads.push({
        call: program,
        ...(address ? { target: withoutTokens(address) } : {}),
        what: 'file',
        ...pinOf(program, rest, address, checked, set),
        at: at(number),
      });
    }
  }
  return downloads;
}

/** By what a download of the shell is pinned, or what it lacks. */
function pinOf(
  program: string,
  rest: string,
  address: string | undefined,
  checked: boolean,
  set: ReadonlyMap<string, string>,
): Pick<Download, 'pinned' | 'reason' | 'fix'> {
  if (checked || pinIn(address ?? '') !== undefined)
    return { pinned: true, reason: 'its checksum is checked, or its address holds a commit' };
  if (!/^(?:hf|huggingface-cli) /.test(program)) return { pinned: false, reason: 'no checksum' };
  const given = /--revision[ =]["']?([^\s"']+)/.exec(rest)?.[1];
  const name = /^\$\{?(\w+)\}?$/.exec(given ?? '')?.[1];
  const revision = name === undefined ? given : set.get(name);
  if (/^[0-9a-f]{40}$/.test(revision ?? '')) return { pinned: true, reason: `revision ${revision}` };
  if (name !== undefined && revision === undefined)
    return { pinned: true, reason: 'the revision is given at run time' };
  return {
    pinned: false,
    reason: revision === undefined ? 'no revision' : `revision ${revision} is a name that can move`,
    fix: 'Pass the commit: `--revision <40 hex digits>`.',
  };
}

/** The variables that a script sets to plain text. */
function variablesIn(text: string): Map<string, string> {
  const assignment =
    /^[ \t]*(?:(?:export|readonly|local|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w*)=(?:"([^"$`\n]*)"|'([^'\n]*)'|([^\s"'$`;#]*))/gm;
  const set = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(assignment))
    set.set(name, double ?? single ?? bare ?? '');
  return set;
}

/** Lines with their continuations, and the number of the first. */
function logicalLines(text: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  let open = false;
  for (const [at, whole] of text.split(/\r?\n/).entries()) {
    const last = lines.at(-1);
    const part = whole.endsWith('\\') ? whole.slice(0, -1) : whole;
    if (open && last && last.text.length < 10_000) last.text += ` ${part}`;
    else lines.push({ text: part, line: at + 1 });
    open = whole.endsWith('\\');
  }
  return lines;
}

/** Copying from a named bucket to this machine; an upload, and a bucket of one's own choice, are no downloads. */
function isFetched(rest: string): boolean {
  const [from = '', to = ''] = rest.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
  return /^['"]?(s3|gs):\/\/[A-Za-z0-9]/.test(from) && !/^['"]?(s3|gs):/.test(to);
}

/** Downloads that scripts and task files make. */
export async function downloadsInScripts(
  project: Project,
): Promise<{ downloads: Download[]; problems: DataProblem[] }> {
  const downloads: Download[] = [];
  const problems: DataProblem[] = [];
  const { own } = await project.get(filesFact);
  for (const { path, kind } of own) {
    const isScript =
      /(\.(sh|bash|zsh)|(^|\/)(Makefile|makefile|GNUmakefile|justfile|Justfile|Snakefile|dvc\.yaml))$/.test(
        path,
      );
    if (!isScript || kind !== 'file') continue;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      downloads.push(...shellDownloads(text, (line) => ({ file: path, line }), CHECKS.test(text)));
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      problems.push({ path, message: error.message });
    }
  }
  return { downloads, problems };
}

/** Addresses of services and of this machine are asked, not downloaded. */
export function isService(text: string): boolean {
  return (
    /^[a-z+]+:\/\/(localhost|127\.|0\.0\.0\.0|\[::1\]|169\.254\.169\.254|metadata\.google\.internal|api\.|[^/]*:\d{4,5}\/)/i.test(
      text,
    ) ||
    // A name without a dot is known in its own network only; package indexes are asked for versions.
    /^https?:\/\/[\w-]+(?::\d+)?(?:\/|$)/i.test(text) ||
    /^https?:\/\/(?:www\.)?pypi\.(?:python\.)?org\/pypi\/[^/]+\/(?:[^/]+\/)?json\/?$/i.test(text) ||
    /\/api\//.test(text)
  );
}
