import type { Call, Condition, PythonModule, Value } from '../../python/model.js';
import { namesIn } from '../../python/parts.js';
import { lastName } from '../../python/values.js';
import { findSeeder } from '../lookup.js';
import { type Frame, placeOf, type Scene, written } from '../scene.js';
import { type SetDown, Tracer } from '../trace.js';
import type { SeedEvent } from '../walking/events.js';
import { guards } from '../walking/guards.js';
import { clipped, type Judged, least, type Mend, SEED, type Surroundings, seedArgument } from './model.js';
import { lineIn } from './spot.js';
import { chainOf, type Link } from './way.js';

/** The seed as an argument of the call that draws. */
export function passed({ scene }: Surroundings, { first, deciding }: Judged): Mend | undefined {
  const { call, frame, found, name } = first.draw;
  const parameter = found.row.seed?.[0];
  if (parameter === undefined) return undefined;
  const callee = written(frame.module, call.callee);
  const places = new Set(deciding.map(({ draw }) => `${draw.frame.module.path}:${draw.call.line}`));
  const more = places.size - 1;
  const further =
    more === 0 ? '' : ` and at ${more === 1 ? 'the further place' : `the ${more} further places`}`;
  const place = placed(scene, frame.module, call.line);
  const alone =
    call.callee.kind === 'name' &&
    !found.row.carrier &&
    found.row.position === 0 &&
    call.args.length <= 1 &&
    call.args.every(({ name: key }) => key === undefined);
  if (alone) return { text: `write \`${callee}(${SEED})\` at ${place}${further}`, edits: [] };
  // A seed in every reset would play the same episode again and again.
  const which = lastName(call.callee) === 'reset' || name === 'reset' ? 'the first ' : '';
  return {
    text: `pass \`${seedArgument(parameter)}\` to ${which}${callee}() at ${place}${further}`,
    edits: [],
  };
}

/** A number in place of what changes from run to run. */
export function inPlace({ scene }: Surroundings, { first: { seed } }: Judged): Mend | undefined {
  if (!seed) return undefined;
  const { call, frame, value } = seed;
  const callee = written(frame.module, call.callee);
  const place = placed(scene, frame.module, call.line);
  if (findSeeder(seed.name)?.row.unseeds)
    return { text: `remove \`${callee}()\` at ${place}, which takes a seed from the system`, edits: [] };
  if (call.args.length > 1 || call.callee.kind !== 'name')
    return { text: `give ${callee}() at ${place} the number ${SEED} in place of ${value.text}`, edits: [] };
  const instead = value.nothing === 'left out' ? '' : ` in place of ${value.text}`;
  return { text: `write \`${callee}(${SEED})\` at ${place}${instead}`, edits: [] };
}

/** A default for a seed that is there only on request. */
export function byDefault({ scene }: Surroundings, { first: { seed, draw } }: Judged): Mend | undefined {
  const value = seed?.value ?? draw.own;
  if (!value) return undefined;
  const off = seed && skippedBy(scene, seed);
  if (off && value.kind !== 'none') {
    const callee = `${written(seed.frame.module, seed.call.callee)}()`;
    const condition = placed(scene, off.at.module, off.condition.line);
    // The option's own default keeps its seeding away: `if args.seed >= 0` with -1.
    const option = value.set?.by === 'option' && value.kind === 'default' ? value.set : undefined;
    const text =
      option && namesIn(off.condition.test).some(({ path }) => lastPart(path) === option.name)
        ? `${defaultOf(scene, option)}, so that the condition at ${condition} holds`
        : `call ${callee} at ${placed(scene, seed.frame.module, seed.call.line)} whatever the condition at ${condition} says, which is off by default`;
    return { text, edits: [] };
  }
  const { set } = value;
  if (set?.by === 'config')
    return { text: `write \`${set.key}: ${SEED}\` in ${set.file} line ${set.line}`, edits: [] };
  if (set?.by === 'option') return { text: defaultOf(scene, set), edits: [] };
  const frame = seed?.frame ?? draw.frame;
  const call = seed?.call ?? draw.call;
  const keys = seed && findSeeder(seed.name)?.row.config;
  if (keys)
    return {
      text: `set ${keys.join('.')} to ${SEED} in the configuration that ${written(frame.module, call.callee)}() is given`,
      edits: [],
    };
  const text = set?.by === 'default' ? byCaller(scene, set, frame) : inPlaceOf(scene, value, frame, call);
  return { text, edits: [] };
}

function defaultOf(scene: Scene, { name, module, line }: Extract<SetDown, { by: 'option' }>): string {
  return `give --${name} \`default=${SEED}\` at ${placed(scene, module, line)}`;
}

/** The condition that keeps a seeding from being made in a run with default arguments; undefined where it is made. */
export function skippedBy(
  scene: Scene,
  { active, call, frame }: SeedEvent,
): { condition: Condition; at: Frame } | undefined {
  if (active !== 'off') return undefined;
  const tracer = new Tracer(scene);
  return guards(call, frame).find(
    ({ condition, at }) => tracer.truth(condition.test, at) === condition.negated,
  );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** For a parameter that is None unless it is given: the call that should give it. */
function byCaller(
  scene: Scene,
  { name, module, line }: Extract<SetDown, { by: 'default' }>,
  frame: Frame,
): string {
  for (let at: Frame | undefined = frame; at; at = at.caller) {
    const scope = at.module.scopes[at.scope];
    const declares =
      at.module === module &&
      scope?.parameters.some((parameter) => parameter.name === name) &&
      scope.line <= line &&
      scope.endLine >= line;
    if (declares && at.caller && at.via) {
      const callee = written(at.caller.module, at.via.callee);
      return `pass \`${name}=${SEED}\` to ${callee}() at ${placed(scene, at.caller.module, at.via.line)}`;
    }
  }
  return `give \`${name}\` a number at ${placed(scene, module, line)}, or where it is called`;
}

function inPlaceOf(
  scene: Scene,
  { kind, text }: { kind: string; text: string },
  frame: Frame,
  call: Call,
): string {
  if (kind !== 'recorded') return 'give the seed a fixed default';
  const callee = written(frame.module, call.callee);
  return `seed ${callee}() at ${placed(scene, frame.module, call.line)} with a fixed number by default, in place of ${text}`;
}

/** The seeding, moved up to where it comes before the draw. */
export function moved(
  { scene, linesOf }: Surroundings,
  { first: { seed, draw }, deciding }: Judged,
): Mend | undefined {
  if (!seed) return undefined;
  const of = chainOf(seed.frame, seed.call.line);
  const firsts = new Map<Frame, number>();
  for (const { draw: late } of deciding)
    firsts.set(late.frame, Math.min(late.call.line, firsts.get(late.frame) ?? late.call.line));
  const lines = [...firsts].flatMap(([frame, line]) => shared(of, chainOf(frame, line)) ?? []);
  const common = shared(of, chainOf(draw.frame, draw.call.line));
  if (!common) return undefined;
  const { module, scope } = common.frame;
  const first = least(lines.flatMap((link) => (link.frame === common.frame ? [link.line] : [])));
  const spot = lineIn(module, scope, first, linesOf(module));
  const from = of.find(({ frame }) => frame === common.frame)?.line ?? 0;
  if (!spot || spot.line >= from) return undefined;
  const statement = linesOf(module)?.[from - 1]?.trim();
  if (statement === undefined) return undefined;
  const call = module.calls.find((candidate) => candidate.scope === scope && candidate.line === from);
  if (!call || call.endLine !== from || call.conditions.length > 0 || !standsAlone(module, statement, call))
    return undefined;
  if (needsBetween(common.frame, call, spot.line)) return undefined;
  const at = placeOf(scene, module, spot.line);
  return {
    text: `move \`${clipped(statement)}\` from ${placed(scene, common.frame.module, from)} up to before line ${at.line}, \`${clipped(spot.text)}\``,
    edits: [{ ...at, lines: [spot.indent + statement] }],
  };
}

function standsAlone(module: Frame['module'], statement: string, { callee }: Call): boolean {
  return statement.startsWith(`${written(module, callee)}(`);
}

/** The deepest frame that two chains share, with the line at which the second goes on. */
function shared(one: readonly Link[], other: readonly Link[]): Link | undefined {
  let found: Link | undefined;
  for (const [depth, link] of other.entries()) {
    if (one[depth]?.frame !== link.frame) break;
    found = link;
  }
  return found;
}

/** Whether a call uses a name that is bound only below a line. */
function needsBetween({ module, scope }: Frame, call: Call, line: number): boolean {
  const values: Value[] = [call.callee, ...call.args.map(({ value }) => value)];
  const tops = new Set(values.flatMap((value) => namesIn(value)).map(({ path }) => path.split('.')[0]));
  if (values.some(({ kind }) => kind === 'call')) return true;
  return (
    module.assignments.some(
      ({ target, scope: at, line: from }) => at === scope && from >= line && tops.has(target.split('.')[0]),
    ) ||
    module.imports.some(
      ({ binds, scope: at, line: from }) => at === scope && from >= line && tops.has(binds),
    ) ||
    module.scopes.some(({ name, parent, line: from }) => parent === scope && from >= line && tops.has(name))
  );
}

function placed(scene: Scene, module: PythonModule, line: number): string {
  const { file, line: at, cell } = placeOf(scene, module, line);
  return cell === undefined ? `${file}:${at}` : `${file} cell ${cell}, line ${at}`;
}
