import { CannotTell } from '../../errors.js';
import { imageOf } from '../containers/image.js';

/** What an Apptainer (Singularity) definition builds from and does. */
export interface ApptainerText {
  images: (ReturnType<typeof imageOf> & { line: number })[];
  runs: { text: string; lines: number[]; line: number }[];
  copies: { sources: string[]; target: string; line: number }[];
}

/** Agents whose `From` names an image of a registry; others build from a distribution or from a local file. */
const REGISTRIES = /^(?:docker|oras|library|shub)$/i;

/**
 * Reads a definition file. Throws `CannotTell` when it has no `Bootstrap:` header, which must come first.
 * Source: apptainer/apptainer-userdocs, definition_files.rst.
 */
export function parseApptainer(text: string): ApptainerText {
  const read: ApptainerText = { images: [], runs: [], copies: [] };
  const defaults = new Map<string, string>();
  let section = '';
  let agent: string | undefined;
  let run: ApptainerText['runs'][number] | undefined;
  const froms: { agent: string; from: string; line: number }[] = [];
  for (const [at, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const header = /^(\w+)\s*:\s*(.*)$/.exec(line);
    if (header && /^bootstrap$/i.test(header[1]!)) {
      section = '';
      agent = header[2]!.replace(/\s#.*$/, '').trim();
      run = undefined;
      continue;
    }
    if (line.startsWith('%')) {
      section = /^%(\w+)/.exec(line)?.[1]?.toLowerCase() ?? '';
      if (/\sfrom\s/.test(line)) section = 'from-stage';
      run = section === 'post' ? { text: '', lines: [], line: at + 2 } : undefined;
      if (run) read.runs.push(run);
    } else if (section === '' && agent !== undefined) {
      if (header && /^from$/i.test(header[1]!)) froms.push({ agent, from: header[2]!.trim(), line: at + 1 });
    } else if (section === 'post' && run) {
      run.text += `${run.lines.length > 0 ? '\n' : ''}${raw}`;
      run.lines.push(at + 1);
    } else if (section === 'files') {
      const [source = '', target = source] = line.split(/\s+/);
      read.copies.push({ sources: [source], target, line: at + 1 });
    } else if (section === 'arguments') {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) defaults.set(name, value!.replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  if (agent === undefined) throw new CannotTell('it has no Bootstrap header');
  for (const { agent, from, line } of froms) {
    if (!REGISTRIES.test(agent)) continue;
    // Template arguments, `{{ NAME }}`, become variables of the one kind that is resolved everywhere.
    const variable = from.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => `\${${name}}`);
    read.images.push({ ...imageOf(variable, (name) => defaults.get(name)), text: from, line });
  }
  return read;
}
