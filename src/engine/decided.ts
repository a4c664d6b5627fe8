import { isIn } from '../facts/paths.js';
import type { Result } from '../report/report.js';

/** Where which check was decided: only there can a rule be told to be of no use. */
export class Decided {
  readonly #projects: readonly string[];
  readonly #decided = new Map<string, Set<string>>();
  readonly #undecided = new Map<string, Set<string>>();

  constructor(projects: readonly string[]) {
    this.#projects = projects;
  }

  note({ id, status }: Result, project: string): void {
    const noted = status === 'skip' || status === 'unknown' ? this.#undecided : this.#decided;
    noted.set(id, (noted.get(id) ?? new Set()).add(project));
  }

  /** Whether a check was decided wherever it ran, or in one project. */
  everywhere(id: string, project?: string): boolean {
    const decided = this.#decided.get(id);
    if (project !== undefined) return decided?.has(project) ?? false;
    return decided !== undefined && !this.#undecided.has(id);
  }

  /** Whether a check was decided in the project that a file belongs to, or for the whole. */
  at(id: string, file: string): boolean {
    const project = this.#projects.find((folder) => isIn(file, folder)) ?? '.';
    const decided = this.#decided.get(id);
    return decided !== undefined && (decided.has('') || decided.has(project));
  }
}
