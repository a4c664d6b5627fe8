import { standard } from './standard.js';

/** Source: Sandve et al. 2013, doi:10.1371/journal.pcbi.1003285. */
export const sandve = standard(
  {
    id: 'sandve',
    title: 'Ten Simple Rules for Reproducible Computational Research',
    source: 'https://doi.org/10.1371/journal.pcbi.1003285',
  },
  [
    ['1', 'person', 'How each result came about is known', 'workflow/pipeline tracking/tool tracking/runs'],
    ['2', 'person', 'No data is handled by hand', 'workflow/pipeline'],
    ['3', 'files', 'The exact versions of all programs are kept', 'env/lockfile env/lock-fresh env/python'],
    ['4', 'files', 'All scripts are under version control', 'git/repository git/clean'],
    ['5', 'person', 'Intermediate results are kept in standard formats'],
    ['6', 'files', 'Random seeds are recorded', 'seeds/fixed seeds/constant'],
    ['7', 'person', 'The raw data behind plots is kept'],
    ['8', 'statement', 'Output can be looked into layer by layer'],
    ['9', 'person', 'Statements are tied to results', 'metrics/claims metrics/fresh'],
    ['10', 'person', 'Scripts, runs and results are public', 'git/remote docs/license'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: The Turing Way, guide for reproducible research, the checklists of its chapters. */
export const turing = standard(
  { id: 'turing', title: 'The Turing Way', source: 'https://book.the-turing-way.org' },
  [
    ['env.1', 'person', 'A fitting way to capture the environment was chosen', 'env/declared'],
    ['env.2', 'files', 'The environment is captured', 'env/lockfile env/python'],
    ['env.3', 'files', 'The captured environment is shared with the results', 'env/lockfile git/clean'],
    ['vc', 'files', 'Code and analysis are under version control', 'git/repository git/clean'],
    ['test', 'files', 'There are automated tests', 'code/tests'],
    ['ci', 'files', 'Continuous integration runs them', 'code/ci'],
    ['open', 'person', 'Licence, citation and availability of the data are told', 'docs/license docs/citation data/declared'],
    ['make', 'run', 'One command gives the results again', 'workflow/pipeline'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: Breck et al. 2017, The ML Test Score; the tests for which a repository can give evidence. */
export const mlTestScore = standard(
  {
    id: 'ml-test-score',
    title: 'The ML Test Score (items that a repository can show)',
    source: 'https://research.google/pubs/pub46555/',
  },
  [
    ['model.1', 'person', 'Every model specification is reviewed and checked in', 'git/repository git/clean'],
    ['model.3', 'person', 'The effect of each hyperparameter is known'],
    ['model.5', 'person', 'A simpler model was tried as a baseline'],
    ['model.6', 'person', 'Quality holds on important slices of the data'],
    ['infra.1', 'run', 'Training is reproducible: two trainings on the same data agree', 'seeds/fixed seeds/deterministic seeds/workers'],
    ['infra.2', 'person', 'The model code has unit tests', 'code/tests'],
    ['infra.3', 'person', 'The whole pipeline has an integration test', 'code/ci'],
    ['infra.4', 'person', 'Quality is checked before a model is served', 'metrics/expected'],
    ['infra.5', 'statement', 'A single example can be followed step by step'],
    ['infra.6', 'statement', 'Models are tried on a few before all'],
    ['infra.7', 'statement', 'Serving can be rolled back'],
    ['data.1', 'person', 'Expectations of features are written down'],
    ['data.7', 'person', 'The code that makes features is tested', 'code/tests'],
    ['monitor.1', 'person', 'Changes of dependencies are noticed', 'env/lock-fresh'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: Heil et al. 2021, doi:10.1038/s41592-021-01256-7. */
export const heil = standard(
  {
    id: 'heil',
    title: 'Reproducibility standards for machine learning in the life sciences (bronze, silver, gold)',
    source: 'https://doi.org/10.1038/s41592-021-01256-7',
  },
  [
    ['bronze.data', 'person', 'The data is published and can be downloaded', 'data/declared'],
    ['bronze.model', 'person', 'The models are published and can be downloaded', 'tracking/models'],
    ['bronze.code', 'person', 'The source code is published and can be downloaded', 'git/remote docs/license'],
    ['silver.deps', 'person', 'One command sets up the dependencies', 'env/declared env/pinned'],
    ['silver.record', 'person', 'The key details of the analysis are recorded', 'tracking/tool tracking/runs tracking/parameters metrics/recorded'],
    ['silver.determinism', 'run', 'Parts of the analysis are set to be deterministic', 'seeds/fixed seeds/deterministic'],
    ['gold.one-command', 'run', 'One command runs the whole analysis', 'workflow/pipeline'],
  ],
); // biome-ignore format: a table reads better in rows
