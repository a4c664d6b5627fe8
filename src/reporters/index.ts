import { badge } from './badge.js';
import { bitbucket } from './bitbucket.js';
import { csv } from './csv.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { htmlPage } from './html.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { Reporter } from './reporter.js';
import { rocrate } from './rocrate.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

export type { Look, Reporter } from './reporter.js';

/** Every format that `--format` takes. */
export const reporters = {
  text,
  markdown,
  json,
  sarif,
  junit,
  github,
  gitlab,
  bitbucket,
  csv,
  badge,
  html: htmlPage,
  rocrate,
} satisfies Record<string, Reporter>;
