import { discardDrafts } from '../atomic.js';

/**
 * On Ctrl-C tidies up, takes half-written files away and ends with exit code 130, as shells expect of an interrupted
 * program. Work under way, such as hashing, would otherwise keep the process alive for as long as it takes. Returns how
 * to stop listening.
 */
export function onInterrupt(tidy: () => void): () => void {
  const listener = () => {
    tidy();
    discardDrafts();
    process.exit(130);
  };
  process.once('SIGINT', listener);
  return () => process.off('SIGINT', listener);
}
