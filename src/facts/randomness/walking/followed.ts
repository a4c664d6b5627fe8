import type { PythonModule } from '../../python/model.js';
import type { Definition } from '../../python/python.js';

/** How often a function is followed whose seeds or draws depend on what it is called with. */
const MOST_RUNS = 6;
/** The lowest bits of a mark count the runs. */
const RUNS = 15;
const RUNNING = 16;
const VARIED = 32;

/** Which functions of a run were followed so far, how often, and which are being followed now. */
export class Followed {
  /** A mark for each scope of a module. */
  readonly #marks = new Map<PythonModule, Uint8Array>();

  isRunning(definition: Definition): boolean {
    return (this.#mark(definition) & RUNNING) !== 0;
  }

  /** Whether following it would tell something new: it was not yet, or its caller's arguments may make a difference. */
  isWorth(definition: Definition, called: boolean): boolean {
    const mark = this.#mark(definition);
    const runs = mark & RUNS;
    return runs === 0 || (called && (mark & VARIED) !== 0 && runs < MOST_RUNS);
  }

  /** Follows a function; `varies` tells afterwards whether anything in it depends on its arguments. */
  during(definition: Definition, follow: () => void, varies: () => boolean): void {
    const marks = this.#of(definition.module);
    const { scope } = definition;
    marks[scope] = ((marks[scope] ?? 0) + 1) | RUNNING;
    follow();
    marks[scope]! &= ~RUNNING;
    if (varies()) marks[scope]! |= VARIED;
  }

  #mark({ module, scope }: Definition): number {
    return this.#of(module)[scope] ?? 0;
  }

  #of(module: PythonModule): Uint8Array {
    let marks = this.#marks.get(module);
    if (!marks) {
      marks = new Uint8Array(module.scopes.length);
      this.#marks.set(module, marks);
    }
    return marks;
  }
}
