import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LintAnswer, LintBatch } from './model.js';

/** How long the files of one batch, and one file alone, may take, in milliseconds. */
const BATCH_LIMIT_MS = 30_000;
const FILE_LIMIT_MS = 10_000;
const MEMORY_MB = 512;

/** Lints batches of files; ends with `stop`. */
export interface Linter {
  /** What is found; files on which the linter failed are named in `failed`. */
  lint(batch: LintBatch): Promise<LintAnswer & { failed: readonly string[] }>;
  stop(): void;
}

/** The embedded ruff: in a process of its own where the bundle has one, else in this one. */
export async function embeddedLinter(): Promise<Linter> {
  const file = fileURLToPath(new URL('./lint-process.js', import.meta.url));
  if (existsSync(file)) return new LintProcess(file);
  const { lintBatch } = await import('./ruff.js');
  return { lint: async (batch) => ({ ...lintBatch(batch), failed: [] }), stop: () => {} };
}

class LintProcess implements Linter {
  readonly #file: string;
  #child: ChildProcess | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async lint(batch: LintBatch): Promise<LintAnswer & { failed: readonly string[] }> {
    const answer = await this.#ask(batch, BATCH_LIMIT_MS);
    if (answer) return { ...answer, failed: [] };
    // One of them made it fail: each is tried alone.
    const dropped = new Set<string>();
    const files: LintAnswer['files'][number][] = [];
    const failed: string[] = [];
    for (const file of batch.files) {
      const alone = await this.#ask({ ...batch, files: [file] }, FILE_LIMIT_MS);
      if (!alone) failed.push(file.path);
      else if (alone.problem !== undefined) return { ...alone, failed };
      else files.push(...alone.files);
      for (const one of alone?.dropped ?? []) dropped.add(one);
    }
    return { files, dropped: [...dropped], failed };
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  /** The answer; undefined where the process failed or took too long. */
  #ask(batch: LintBatch, limit: number): Promise<LintAnswer | undefined> {
    this.#child ??= fork(this.#file, [], {
      cwd: dirname(this.#file),
      execArgv: ['--liftoff-only', `--max-old-space-size=${MEMORY_MB}`],
      // Nothing of the caller's settings reaches it, such as NODE_OPTIONS; Windows starts nothing without its own folder.
      env: process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot },
      serialization: 'advanced',
      stdio: 'ignore',
    });
    const child = this.#child;
    return new Promise((resolve) => {
      const settle = (answer: LintAnswer | undefined) => {
        clearTimeout(timer);
        child.off('message', settle).off('exit', fail).off('error', fail);
        if (!answer) this.stop();
        resolve(answer);
      };
      const fail = () => settle(undefined);
      const timer = setTimeout(fail, limit);
      child.once('message', settle).once('exit', fail).once('error', fail);
      child.send(batch, (error) => {
        if (error) fail();
      });
    });
  }
}
