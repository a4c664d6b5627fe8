import { plain } from './terminal.js';
import { version } from './version.js';

/** What to say of a defect of ours: the stack, the versions, and where to report it. */
export async function crashNotice(error: unknown, where?: string): Promise<string> {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return plain(
    [
      `internal error${where ? ` in ${where}` : ''}: this is a defect of repro, not of the project`,
      stack,
      `repro ${await version()}, Node ${process.version}, ${process.platform} ${process.arch}`,
      'Please report it with the lines above and the command you ran.',
    ].join('\n'),
  );
}
