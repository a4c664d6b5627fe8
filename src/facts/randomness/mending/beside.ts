import { placeOf, written } from '../scene.js';
import { isRecorded, type SeedEvent } from '../walking/events.js';
import { guards, mentionsSeed } from '../walking/guards.js';
import { clipped, type Judged, least, type Mend, SEED, type Surroundings } from './model.js';
import { isShared, seedingFor } from './seeding.js';
import { firstImport } from './spelling.js';

/** A new call beside a seeding of another library that comes before every draw, with the same seed. */
export function besideSeeding(around: Surroundings, { source, draws }: Judged): Mend | undefined {
  const { scene, entry, walked, linesOf } = around;
  const firstDraw = least(draws.map(({ draw }) => draw.order));
  for (const seed of walked.seeds) {
    if (seed.order > firstDraw || !seed.firm || !isPlain(seed)) continue;
    // One deep in some loader of data is no place where a script seeds.
    const { name } = seed.frame.module.scopes[seed.frame.scope] ?? { name: '' };
    if (seed.frame.module !== entry && !/seed|determin|reproduc|random/i.test(name)) continue;
    if (draws.some(({ draw }) => draw.domain !== seed.domain)) continue;
    const { call, frame } = seed;
    const lines = linesOf(frame.module);
    const text = lines?.[call.line - 1];
    const callee = written(frame.module, call.callee);
    if (text === undefined || call.line !== call.endLine) continue;
    const statement = text.replace(/\s+#.*$/, '').trim();
    if (!statement.startsWith(`${callee}(`) || !statement.endsWith(')')) continue;
    const given = call.args[0]?.value;
    const argument =
      call.args.length === 1 && call.args[0]?.name === undefined
        ? statement.slice(callee.length + 1, -1).trim()
        : given?.kind === 'name' || given?.kind === 'number'
          ? written(frame.module, given)
          : SEED;
    const after = { module: frame.module, scope: frame.scope, line: call.line + 1 };
    const { call: line, needs } = seedingFor(around, source, after, argument);
    const indent = text.slice(0, text.length - text.trimStart().length);
    const at = placeOf(scene, frame.module, call.line);
    const top = needs === undefined ? undefined : firstImport(frame.module, lines);
    const above = top === undefined ? undefined : placeOf(scene, frame.module, top);
    const local = needs !== undefined && !above ? [indent + needs] : [];
    return {
      text: `add \`${line}\` to ${at.file} after line ${at.line}, \`${clipped(statement)}\`${
        needs === undefined
          ? ''
          : above
            ? `, with \`${needs}\` before line ${above.line}`
            : `, after \`${needs}\``
      }`,
      edits: [
        ...(needs !== undefined && above ? [{ ...above, lines: [needs] }] : []),
        { ...at, line: at.line + 1, lines: [...local, indent + line] },
      ],
    };
  }
  return undefined;
}

/** A seeding of one shared generator with a value that is there, under no condition but one about seeds. */
function isPlain({ call, frame, active, value, fixes, certainty }: SeedEvent): boolean {
  return (
    active === 'on' &&
    certainty === 'certain' &&
    isRecorded(value) &&
    value.kind !== 'unknown' &&
    fixes.some(isShared) &&
    call.args.length > 0 &&
    !call.loop &&
    frame.module.kind === 'module' &&
    guards(call, frame).every(({ condition }) => mentionsSeed(condition.test))
  );
}
