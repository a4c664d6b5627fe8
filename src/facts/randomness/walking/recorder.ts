import type { Call } from '../../python/model.js';
import { lastName } from '../../python/values.js';
import { type Found, findDraw, findMethods, findSeeder, isSeedHelper } from '../lookup.js';
import type { Certainty } from '../model.js';
import { receiverLibrary } from '../receiver.js';
import { argumentOf, type Frame, type Scene } from '../scene.js';
import type { DrawRow, SeederRow, Stream } from '../table/row.js';
import { type Traced, Tracer } from '../trace.js';
import { itemPut, literalDict } from '../tracing/dicts.js';
import { seedOf } from '../tracing/seeding.js';
import { drawsWith } from '../when.js';
import { type DrawEvent, isRecorded, type SeedEvent, type Way } from './events.js';
import { guards, isTrue, mentionsSeed } from './guards.js';
import { seedInGrid } from './searches.js';
import { setLater } from './set-later.js';

/** What a helper of unknown content is taken to seed. */
const ALL: readonly Stream[] = ['python', 'numpy', 'torch', 'tensorflow'];
/** What a seed is taken for that may be among the arguments of a spread. */
export const SPREAD: Traced = {
  kind: 'unknown',
  text: 'keyword arguments that are put together at run time',
};

/** Keeps the draws and seedings of a run in their order. */
export class Recorder {
  readonly draws: DrawEvent[] = [];
  readonly seeds: SeedEvent[] = [];
  /** Counts what depends on arguments: seeds, given seeds, draws behind conditions. */
  dependent = 0;
  readonly #scene: Scene;
  readonly #tracer: Tracer;
  /** Knows neither options nor configuration files. */
  readonly #local: Tracer;
  #order = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#local = new Tracer({
      ...scene,
      options: new Map(),
      configs: [],
      commands: new Map(),
      closed: true,
    });
    this.#tracer = new Tracer(scene, (stream) =>
      this.seeds.some(
        ({ fixes, active, value }) =>
          active !== 'off' && fixes.includes(stream as Stream) && isRecorded(value),
      ),
    );
  }

  /** A call of a library. */
  known(name: string, call: Call, frame: Frame, way: Way): void {
    const seeder = findSeeder(name);
    if (seeder && !way.elsewhere) this.#seed(name, seeder.row, call, frame, way);
    const draw = findDraw(name);
    if (draw) this.#draw(name, draw, call, frame, way, 'certain');
    if (!seeder && !draw) this.helper(name, call, frame, way);
  }

  /** The making of an object of a project's class by the library's class under it, such as that of a trainer. */
  inherited(name: string, call: Call, frame: Frame, way: Way): void {
    const seeder = findSeeder(name);
    if (seeder && !way.elsewhere) this.#seed(name, seeder.row, call, frame, way);
    const draw = findDraw(name);
    // What an estimator is given may be put in by the class between.
    if (draw?.row.training && !draw.row.estimator) this.#draw(name, draw, call, frame, way, 'likely');
  }

  /** A call of something that cannot be seen but is named like a helper that seeds everything. */
  helper(name: string, call: Call, frame: Frame, way: Way): void {
    if (!isSeedHelper(lastName(call.callee))) return;
    const value = this.#tracer.trace(argumentOf(call, 'seed', 0) ?? { kind: 'other' }, frame);
    this.#push(name, ALL, value, call, frame, way, 'likely');
  }

  /** A method whose definition is unknown: by its receiver's library, else by keywords that only one library has. */
  method(call: Call, frame: Frame, way: Way): void {
    const last = lastName(call.callee);
    const rows = findMethods(last);
    if (rows.length === 0) return;
    const library = receiverLibrary(this.#scene, call, frame);
    const found = library
      ? rows.find(({ framework }) => framework.imports.includes(library))
      : rows.find(
          ({ framework, row }) =>
            row.clue?.some((clue) => call.args.some(({ name }) => name === clue)) &&
            frame.module.imports.some(({ module }) => framework.imports.includes(module.split('.')[0] ?? '')),
        );
    if (!found) return;
    const certainty = found.row.weak ? 'possible' : library ? 'certain' : 'likely';
    this.#draw(last, found, call, frame, way, certainty);
  }

  #draw(
    name: string,
    found: Found<Omit<DrawRow, 'call'>>,
    call: Call,
    frame: Frame,
    way: Way,
    certainty: Certainty,
  ): void {
    const conditions = guards(call, frame);
    if (found.row.when !== undefined || found.row.seed || conditions.length > 0) this.dependent++;
    // Only what the caller passed can rule a draw out: a command-line option may be given.
    if (conditions.some((guard) => isTrue(this.#local, guard) === guard.condition.negated)) return;
    const drawn = drawsWith(found.row.when, call, frame, this.#tracer);
    if (drawn === false) return;
    const { row } = found;
    let own: Traced | undefined;
    let spread = false;
    for (const [at, parameter] of (row.seed ?? []).entries()) {
      const value = argumentOf(call, parameter, at === 0 ? row.position : undefined);
      if (value) {
        own =
          row.carrier && value.kind !== 'none'
            ? { kind: 'derived', text: parameter }
            : this.#tracer.trace(value, frame);
        break;
      }
    }
    if (!own && row.seed) {
      for (const { value } of call.args.filter((argument) => argument.name === '**')) {
        const entries = literalDict(value, frame);
        const entry = entries?.find(({ key }) => key?.kind === 'string' && row.seed?.includes(key.value));
        const put = entry ? undefined : itemPut(value, row.seed, frame);
        if (entry) own = this.#tracer.trace(entry.value, frame);
        else if (put) own = this.#tracer.trace(put.value, put.frame);
        else if (!entries || entries.some(({ key }) => key === undefined)) spread = true;
      }
      if (!own && spread) own = SPREAD;
      if (!own && row.estimator)
        own =
          setLater(this.#tracer, call, row.seed, frame) ?? seedInGrid(this.#tracer, row.seed, call, frame);
    }
    this.draws.push({
      kind: 'draw',
      order: this.#order++,
      found,
      name,
      call,
      frame,
      certainty: row.weak || drawn === 'maybe' ? 'possible' : certainty,
      firm: !way.deferred && !row.lazy && conditions.length === 0,
      dormant: way.dormant ?? false,
      own,
      domain: way.domain,
    });
  }

  #seed(name: string, row: SeederRow, call: Call, frame: Frame, way: Way): void {
    const value = seedOf(this.#tracer, name, row, call, frame);
    if (!value) return;
    this.#push(name, row.fixes, value, call, frame, way, 'certain');
  }

  #push(
    name: string,
    fixes: readonly Stream[],
    value: Traced,
    call: Call,
    frame: Frame,
    way: Way,
    certainty: Certainty,
  ): void {
    if (way.elsewhere) return;
    const conditions = guards(call, frame);
    const tests = conditions.map((guard) => {
      const { condition } = guard;
      const truth = isTrue(this.#tracer, guard);
      if (truth === undefined) return mentionsSeed(condition.test) ? 'maybe' : 'on';
      return truth === condition.negated ? 'off' : 'on';
    });
    this.dependent++;
    this.seeds.push({
      kind: 'seed',
      order: this.#order++,
      name,
      call,
      frame,
      fixes,
      value,
      active: tests.includes('off') ? 'off' : tests.includes('maybe') ? 'maybe' : 'on',
      firm: !way.deferred,
      certainty,
      domain: way.domain,
      undoes:
        !way.deferred &&
        conditions.length === 0 &&
        (findSeeder(name)?.row.unseeds === true || value.nothing !== undefined),
    });
  }
}
