import { discardDrafts } from '../atomic.js';

/** Signals that end a program, with the exit code that shells expect then. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * When asked to end (Ctrl-C, a scheduler whose time is up), tidies up, takes half-written files away and ends with exit
 * code 128 plus the number of the signal. Work under way, such as hashing, would otherwise keep the process alive for as
 * long as it takes, or end it with files left behind. Returns how to stop listening.
 */
export function onInterrupt(tidy: () => void): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const listener = () => {
      tidy();
      discardDrafts();
      process.exit(exitCode);
    };
    process.once(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
