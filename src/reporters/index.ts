import { json } from './json.js';
import { markdown } from './markdown.js';
import type { Reporter } from './reporter.js';
import { text } from './text.js';

export type { Look, Reporter } from './reporter.js';

/** Every format that `--format` takes. */
export const reporters = { text, markdown, json } satisfies Record<string, Reporter>;
