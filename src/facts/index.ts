import { accelerators } from './accelerators.js';
import { automation } from './automation.js';
import { buildContexts } from './build-context.js';
import { containers } from './containers.js';
import { datasets } from './datasets.js';
import { dependencies } from './dependencies.js';
import { documents } from './documents.js';
import { dvcStages } from './dvc-stages.js';
import type { Fact } from './fact.js';
import { files } from './files.js';
import { git } from './git.js';
import { hashes } from './hashes.js';
import { imageContents } from './image-contents.js';
import { imageInstalls } from './image-installs.js';
import { imports } from './imports.js';
import { installed } from './installed.js';
import { interpreter } from './interpreter.js';
import { labels } from './labels.js';
import { linting } from './linting.js';
import { lockfiles } from './lockfiles.js';
import { machinePaths } from './machine-paths.js';
import { metrics } from './metrics.js';
import { metricsHistory } from './metrics-history.js';
import { models } from './models.js';
import { ordering } from './ordering.js';
import { protocol } from './protocol.js';
import { published } from './published.js';
import { python } from './python/python.js';
import { randomness } from './randomness.js';
import { runs } from './runs.js';
import { shownCommands } from './shown-commands.js';
import { solution } from './solution.js';
import { splits } from './splits.js';
import { tooling } from './tooling.js';
import { tracking } from './tracking.js';
import { trains } from './trains.js';

/** Every fact that a check may ask for, by the name it asks with. */
export const facts = {
  accelerators,
  automation,
  buildContexts,
  containers,
  dependencies,
  datasets,
  documents,
  dvcStages,
  files,
  git,
  hashes,
  imageContents,
  imageInstalls,
  imports,
  installed,
  interpreter,
  labels,
  linting,
  lockfiles,
  machinePaths,
  metrics,
  metricsHistory,
  models,
  ordering,
  protocol,
  published,
  python,
  randomness,
  runs,
  shownCommands,
  solution,
  splits,
  tooling,
  tracking,
  trains,
} as const;

/** What a check receives: the value of each fact by its name. */
export type Facts = { [Name in keyof typeof facts]: (typeof facts)[Name] extends Fact<infer T> ? T : never };
