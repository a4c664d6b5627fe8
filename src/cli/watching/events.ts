import { type FSWatcher, watch } from 'node:fs';

/** How long to wait after a change for those that come with it, in milliseconds: editors and git write many files. */
const SETTLE = 200;
/** How often to look where the system cannot tell of changes, in milliseconds. */
const POLL = 2_000;
/** Folders beyond these are not watched one by one; the project is looked at every now and then instead. */
const MOST_FOLDERS = 4_096;

/**
 * Waits for changes in folders. Each is watched by itself: watching a whole tree would take in what git ignores, such as
 * environments and data of any size. Where the system has no more watches to give, the caller is woken every two seconds.
 */
export class Events {
  readonly #watchers = new Map<string, FSWatcher>();
  #polls = false;
  #wake: (() => void) | undefined;
  #pending = false;

  /** Watches these folders from now on, and no others. */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    this.#polls = folders.size > MOST_FOLDERS;
    if (this.#polls) return;
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, () => this.#changed());
        watcher.on('error', () => {
          // A folder that is gone; its parent tells of that. Without watches left, looking has to do.
          watcher.close();
          this.#watchers.delete(folder);
          this.#polls = true;
        });
        this.#watchers.set(folder, watcher);
      } catch {
        this.#polls = true;
      }
    }
  }

  /** Resolves when something may have changed since the last call, and things have settled. */
  async next(): Promise<void> {
    if (!this.#pending) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#polls) timer = setTimeout(resolve, POLL);
      });
      clearTimeout(timer);
      this.#wake = undefined;
    }
    do {
      this.#pending = false;
      await new Promise((resolve) => setTimeout(resolve, SETTLE));
    } while (this.#pending);
  }

  #changed(): void {
    this.#pending = true;
    this.#wake?.();
  }
}
