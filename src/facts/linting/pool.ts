import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from '../source.js';
import type { LeftFile, LintAnswer, LintBatch, LintedFile, Linter } from './model.js';
import type { LintRequest } from './process.js';

/** How long the files of one batch, and one file alone, may take, in milliseconds. */
const BATCH_LIMIT_MS = 30_000;
const FILE_LIMIT_MS = 10_000;
/** Files of one batch on which it fails before the rest is given up: each may take its whole time. */
const MOST_FAILURES = 3;
const MEMORY_MB = 512;

/** The embedded ruff: in a process of its own where the bundle has one and the files lie on disk, else in this one. */
export async function embeddedLinter(source: Source): Promise<Linter> {
  const file = fileURLToPath(new URL('./lint-process.js', import.meta.url));
  if (source.root !== undefined && existsSync(file)) return new LintProcess(file, source.root);
  const { lintBatch } = await import('./ruff.js');
  return { lint: (batch) => lintBatch(source, batch), stop: () => {} };
}

/** A batch that was sent and not answered yet. */
interface Request {
  batch: LintBatch;
  limit: number;
  settle: (answer: LintAnswer | undefined) => void;
}

class LintProcess implements Linter {
  readonly #file: string;
  readonly #root: string;
  #child: ChildProcess | undefined;
  /** In the order in which they were sent, which is that of the answers. */
  #sent: Request[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, root: string) {
    this.#file = file;
    this.#root = root;
  }

  async lint(batch: LintBatch): Promise<LintAnswer> {
    const answer = await this.#ask(batch, BATCH_LIMIT_MS);
    if (answer) return answer;
    // One of them made it fail: each is tried alone.
    const dropped = new Set<string>();
    const files: LintedFile[] = [];
    const left: LeftFile[] = [];
    let failures = 0;
    for (const path of batch.paths) {
      if (failures >= MOST_FAILURES) {
        left.push({ path, reason: 'the linter failed on files beside it' });
        continue;
      }
      const alone = await this.#ask({ ...batch, paths: [path] }, FILE_LIMIT_MS);
      if (alone?.problem !== undefined) return { ...alone, left };
      if (!alone) {
        failures++;
        left.push({ path, reason: 'the linter fails on it' });
      }
      files.push(...(alone?.files ?? []));
      left.push(...(alone?.left ?? []));
      for (const one of alone?.dropped ?? []) dropped.add(one);
    }
    return { files, left, dropped: [...dropped] };
  }

  stop(): void {
    const sent = this.#sent;
    this.#sent = [];
    this.#end();
    for (const { settle } of sent) settle(undefined);
  }

  /** The answer; undefined where the process failed or took too long. */
  #ask(batch: LintBatch, limit: number): Promise<LintAnswer | undefined> {
    return new Promise((settle) => {
      const request = { batch, limit, settle };
      this.#sent.push(request);
      if (this.#sent.length === 1) this.#watch();
      this.#send(this.#child ?? this.#start(), request);
    });
  }

  #start(): ChildProcess {
    const child = fork(this.#file, [], {
      cwd: dirname(this.#file),
      execArgv: ['--liftoff-only', `--max-old-space-size=${MEMORY_MB}`],
      // Nothing of the caller's settings reaches it, such as NODE_OPTIONS; Windows starts nothing without its own folder.
      env: process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot },
      serialization: 'advanced',
      stdio: 'ignore',
    });
    child.on('message', (answer: LintAnswer) => this.#answered(child, answer));
    child.on('exit', () => this.#failed(child)).on('error', () => this.#failed(child));
    this.#child = child;
    return child;
  }

  #send(child: ChildProcess, { batch }: Request): void {
    const request: LintRequest = { ...batch, root: this.#root };
    child.send(request, (error) => {
      if (error) this.#failed(child);
    });
  }

  #answered(child: ChildProcess, answer: LintAnswer): void {
    if (child !== this.#child) return;
    const request = this.#sent.shift();
    this.#watch();
    request?.settle(answer);
  }

  /** What the process was at is given up; what waited behind it goes to a new one. */
  #failed(child: ChildProcess): void {
    if (child !== this.#child) return;
    const request = this.#sent.shift();
    this.#end();
    if (this.#sent.length > 0) {
      const next = this.#start();
      for (const waiting of this.#sent) this.#send(next, waiting);
    }
    this.#watch();
    request?.settle(undefined);
  }

  /** Times the request that the process is at. */
  #watch(): void {
    clearTimeout(this.#timer);
    const [request] = this.#sent;
    if (!request) return;
    this.#timer = setTimeout(() => {
      // After a long turn of this thread the answer may be there and unread.
      setImmediate(() => {
        if (request === this.#sent[0] && this.#child) this.#failed(this.#child);
      });
    }, request.limit);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
