import { standard } from './standard.js';

/** The checklist that this tool was made for: a team's cures for results that cannot be repeated. */
export const team = standard(
  {
    id: 'team',
    title: 'Checklist for reproducible machine-learning projects',
    source: 'the documentation of repro',
  },
  [
    ['documentation', 'person', 'Every part of the solution is documented', 'docs/readme docs/modules docs/links docs/docstrings'],
    ['environment', 'files', 'Everybody works in the same environment, with locked versions', 'env/declared env/pinned env/lockfile env/lock-fresh env/python'],
    ['container', 'files', 'The environment can be shared as an image', 'container/present container/base-pinned container/packages-pinned'],
    ['data', 'files', 'The data has versions', 'data/declared data/hashes data/versioned data/downloads'],
    ['code', 'files', 'The code is in git, clean and pushed', 'git/repository git/clean git/remote git/pushed'],
    ['seeds', 'files', 'Every random number comes from a recorded seed', 'seeds/fixed seeds/constant seeds/workers data/splits'],
    ['runs', 'person', 'Models and runs are tracked', 'tracking/tool tracking/runs tracking/models tracking/parameters'],
    ['pipeline', 'files', 'One pipeline replaces steps by hand', 'workflow/pipeline workflow/commands workflow/lock workflow/paths'],
    ['metric', 'person', 'One standard metric is chosen with care, and its values are recorded', 'metrics/recorded metrics/primary metrics/protocol metrics/expected metrics/fresh'],
    ['style', 'files', 'The code keeps PEP 8, by a linter', 'code/lint code/pep8 code/syntax'],
    ['rerun', 'run', 'A second run gives the same numbers', 'seeds/fixed seeds/deterministic metrics/expected'],
  ],
); // biome-ignore format: a table reads better in rows
