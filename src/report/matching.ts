/** A finding with what it belongs to, as far as telling it again needs. */
export interface Told {
  check: string;
  project?: string | undefined;
  message: string;
  file?: string | undefined;
  fingerprint: string;
}

export interface Matched<Before, After> {
  still: [Before, After][];
  /** Still there, in a file that was renamed. */
  moved: [Before, After][];
  fixed: Before[];
  fresh: After[];
}

/**
 * Pairs findings of two runs by check, project and fingerprint, each at most once: of three equal ones that become two,
 * one is fixed. What is left is paired across renamed files, when check and message are the same. `isGone` tells whether a
 * file of before is there no more; where nobody knows, a file that no finding names after, and one that none named
 * before, are taken for the same file when its name stays, or when at least two findings do.
 */
export function matchFindings<Before extends Told, After extends Told>(
  before: readonly Before[],
  after: readonly After[],
  isGone?: (file: string) => boolean,
): Matched<Before, After> {
  const exact = pair(before, after, ({ check, project, fingerprint }) =>
    JSON.stringify([check, project ?? null, fingerprint]),
  );
  const gone = isGone ?? notNamedIn(after);
  const isNew = notNamedIn(before);
  const left = exact.before.filter(({ file }) => file !== undefined && gone(file));
  const come = exact.after.filter(({ file }) => file !== undefined && isNew(file));
  const moved = isGone ? pair(left, come, wording).pairs : guessedMoves(left, come);
  const taken = new Set<Told>(moved.flat());
  return {
    still: exact.pairs,
    moved,
    fixed: exact.before.filter((one) => !taken.has(one)),
    fresh: exact.after.filter((one) => !taken.has(one)),
  };
}

function guessedMoves<Before extends Told, After extends Told>(
  before: readonly Before[],
  after: readonly After[],
): [Before, After][] {
  const named = pair(before, after, (told) => wording(told) + nameOf(told));
  const whole = pair([...byFile(named.before)], [...byFile(named.after)], ([, all]) =>
    JSON.stringify(all.map(wording).sort()),
  );
  const renamed = whole.pairs
    .filter(([[, all]]) => all.length > 1)
    .flatMap(([[, old], [, now]]) => pair(old, now, wording).pairs);
  return [...named.pairs, ...renamed];
}

function notNamedIn(all: readonly Told[]): (file: string) => boolean {
  const named = new Set(all.map(({ file }) => file));
  return (file) => !named.has(file);
}

function byFile<T extends Told>(all: readonly T[]): Map<string, T[]> {
  const files = new Map<string, T[]>();
  for (const one of all) {
    const known = files.get(one.file ?? '');
    if (known) known.push(one);
    else files.set(one.file ?? '', [one]);
  }
  return files;
}

/** More of a message than this, in characters, does not tell findings apart: none of ours is longer. */
const LONGEST = 600;

/** What a finding says, without the name of its file and without numbers. */
function wording({ check, message, file }: Told): string {
  const words = message.slice(0, LONGEST);
  const said = file === undefined ? words : words.split(file).join('\0');
  return JSON.stringify([check, said.replace(/\d+/g, '#').replace(/\s+/g, ' ')]);
}

function nameOf({ file = '' }: Told): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Pairs of equal keys in their order, and what is left on both sides. */
function pair<Before, After>(
  before: readonly Before[],
  after: readonly After[],
  key: (one: Before | After) => string,
): { pairs: [Before, After][]; before: Before[]; after: After[] } {
  const waiting = new Map<string, { all: Before[]; next: number }>();
  for (const one of before) {
    const name = key(one);
    const queue = waiting.get(name);
    if (queue) queue.all.push(one);
    else waiting.set(name, { all: [one], next: 0 });
  }
  const pairs: [Before, After][] = [];
  const fresh: After[] = [];
  for (const one of after) {
    const queue = waiting.get(key(one));
    const partner = queue?.all[queue.next];
    if (queue && partner !== undefined) {
      queue.next += 1;
      pairs.push([partner, one]);
    } else fresh.push(one);
  }
  const taken = new Set<Before>(pairs.map(([one]) => one));
  return { pairs, before: before.filter((one) => !taken.has(one)), after: fresh };
}
