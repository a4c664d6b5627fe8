import { baseName } from '../paths.js';
import type { FoundUse } from './found-use.js';

/** Longer names are compared as they are. */
const LONGEST = 200;

/** The files that the project's own code writes, by their base names: what reads them reads a product. */
export class Written {
  readonly #byName = new Map<string, string[]>();

  constructor(uses: readonly Pick<FoundUse, 'access' | 'value'>[]) {
    for (const { access, value } of uses) {
      const name = access === 'write' && value !== undefined ? baseName(value) : '';
      if (name.replaceAll('*', '').length < 3) continue;
      const same = this.#byName.get(name);
      if (same) same.push(value ?? '');
      else this.#byName.set(name, [value ?? '']);
    }
  }

  /** Whether a path that is read may be one that is written: one has to end as the other, as far as both are known. */
  has(path: string): boolean {
    const name = baseName(path);
    if (this.#byName.get(name)?.some((written) => endAlike(path, written))) return true;
    // `*-forecast.csv` may be `m3-*.csv`, while `*.csv` may be any and says nothing.
    const said = name.replace(/\.\w+$/, '').replaceAll('*', '');
    if (!name.includes('*') || said.length < 3) return false;
    for (const [other, paths] of this.#byName)
      if (meet(name, other) && paths.some((written) => endAlike(path, written))) return true;
    return false;
  }
}

/** Whether the folders of two paths are the same from the last one on, as far as both go; those with `*` may be any. */
function endAlike(a: string, b: string): boolean {
  const [left, right] = [a, b].map((path) =>
    path
      .replaceAll('\\', '/')
      .replace(/^(?:\.{0,2}\/)+/, '')
      .split('/')
      .reverse()
      .slice(1),
  ) as [string[], string[]];
  return left.every((name, at) => {
    const other = right[at] ?? '*';
    return name === other || name.includes('*') || other.includes('*');
  });
}

/** Whether some name fits two patterns, in which `*` stands for anything. */
function meet(a: string, b: string): boolean {
  if (a.length > LONGEST || b.length > LONGEST) return a === b;
  // For each beginning of `b`, whether it meets the beginning of `a` so far.
  let row = Array.from({ length: b.length + 1 }, (_, to) => /^\**$/.test(b.slice(0, to)));
  for (const one of a) {
    const next = [one === '*' && row[0] === true];
    for (let to = 1; to <= b.length; to += 1) {
      const other = b[to - 1];
      next.push(
        one === '*' || other === '*'
          ? row[to] === true || next[to - 1] === true
          : one === other && row[to - 1] === true,
      );
    }
    row = next;
  }
  return row[b.length] === true;
}
