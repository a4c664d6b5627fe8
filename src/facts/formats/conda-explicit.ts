import { baseName } from '../paths.js';
import type { LockText } from './lock.js';

/** Whether a text is a conda explicit file. Source: conda, docs/source/user-guide/tasks/manage-environments.rst. */
export function isCondaExplicit(content: string): boolean {
  return /^@EXPLICIT[ \t]*\r?$/m.test(content);
}

/** Reads a conda explicit file: package addresses, each with `#md5` or `#sha256:...` where asked for. */
export function parseCondaExplicit(content: string): LockText {
  const out: LockText = { kind: 'conda-explicit', packages: [], problems: [], canHash: true };
  for (const [index, whole] of content.split(/\r\n|\n|\r/).entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#') || line === '@EXPLICIT') continue;
    const [address = '', hash] = line.split('#');
    const file = baseName(address);
    const match = /^(.+)-([^-]+)-[^-]+\.(?:conda|tar\.bz2)$/.exec(file);
    if (!match) {
      out.problems.push({
        message: `"${line.slice(0, 80)}" is no address of a conda package`,
        line: index + 1,
      });
      continue;
    }
    if (match[1] === 'python') out.python = match[2];
    out.packages.push({
      name: match[1]!.toLowerCase(),
      version: match[2]!,
      ecosystem: 'conda',
      hashed: /^(?:(?:md5|sha256):)?[0-9a-f]{32,64}$/i.test(hash ?? ''),
    });
  }
  return out;
}
