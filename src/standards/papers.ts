import { standard } from './standard.js';

/** Source: paperswithcode/releasing-research-code, README.md. */
export const pwc = standard(
  {
    id: 'pwc',
    title: 'ML Code Completeness Checklist',
    source: 'https://github.com/paperswithcode/releasing-research-code',
  },
  [
    ['1-dependencies', 'files', 'The dependencies are specified, or how to set up the environment is told', 'env/declared'],
    ['2-training', 'person', 'The code that trains the reported models is there', 'docs/readme seeds/fixed'],
    ['3-evaluation', 'person', 'The code that computes the reported measures is there', 'metrics/protocol'],
    ['4-pretrained', 'person', 'Trained weights can be downloaded freely', 'tracking/models'],
    ['5-results', 'person', 'The README has a table of results with the command behind each', 'metrics/recorded metrics/claims workflow/commands docs/readme'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: NeurIPS Paper Checklist Guidelines; numbers of the form of 2024 and 2025. */
export const neurips = standard(
  {
    id: 'neurips',
    title: 'NeurIPS Paper Checklist',
    source: 'https://neurips.cc/public/guides/PaperChecklist',
  },
  [
    ['1-claims', 'statement', 'The main claims match what the paper contributes'],
    ['2-limitations', 'statement', 'Limitations are discussed'],
    ['3-theory', 'statement', 'Theory comes with all assumptions and proofs'],
    ['4-result-repro', 'person', 'There is enough to reproduce the main results', 'docs/readme seeds/fixed data/declared env/pinned'],
    ['5-open-access', 'person', 'Code and data are open, with instructions', 'git/remote docs/license docs/readme data/declared'],
    ['6-settings', 'person', 'Settings of training and testing are given: splits, hyperparameters, how they were chosen', 'data/splits metrics/protocol tracking/parameters'],
    ['7-significance', 'person', 'Error bars or the like are given, with how they were made', 'metrics/uncertainty'],
    ['8-compute', 'person', 'The compute of each experiment is told: machine, memory, time'],
    ['9-ethics', 'statement', 'The work conforms with the code of ethics'],
    ['10-impact', 'statement', 'The impact on society is discussed'],
    ['11-safeguards', 'statement', 'Risky releases have safeguards'],
    ['12-licences', 'person', 'Owners of what was used are credited, with versions and licences', 'docs/license data/downloads'],
    ['13-new-assets', 'person', 'New assets are documented, and their documentation comes with them', 'docs/cards docs/readme'],
    ['14-human-subjects', 'statement', 'Instructions and pay of crowd work are told'],
    ['15-irb', 'statement', 'An ethics board approved where people took part'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: The Machine Learning Reproducibility Checklist v2.0, 7 April 2020. */
export const mlrc = standard(
  {
    id: 'mlrc',
    title: 'Machine Learning Reproducibility Checklist v2.0',
    source: 'https://www.cs.mcgill.ca/~jpineau/ReproducibilityChecklist.pdf',
  },
  [
    ['model.1', 'statement', 'Setting, algorithm and model are described'],
    ['model.2', 'statement', 'Assumptions are explained'],
    ['model.3', 'statement', 'Complexity in time, space and samples is analysed'],
    ['theory.1', 'statement', 'Each claim is stated'],
    ['theory.2', 'statement', 'Each claim has a complete proof'],
    ['data.1', 'person', 'Statistics of the data are told, such as the number of examples'],
    ['data.2', 'person', 'The split into training, validation and test data is told', 'data/splits'],
    ['data.3', 'person', 'What was excluded, and all preprocessing, is explained', 'workflow/pipeline'],
    ['data.4', 'person', 'The data can be downloaded', 'data/declared data/versioned'],
    ['data.5', 'statement', 'How new data was collected is described'],
    ['code.1', 'files', 'The dependencies are specified', 'env/declared'],
    ['code.2', 'person', 'There is training code', 'docs/readme seeds/fixed'],
    ['code.3', 'person', 'There is evaluation code', 'metrics/protocol'],
    ['code.4', 'person', 'There are trained models', 'tracking/models'],
    ['code.5', 'person', 'The README has a table of results with the exact command for it', 'metrics/claims workflow/commands docs/readme'],
    ['exp.1', 'person', 'Ranges of hyperparameters, how they were chosen, and the values used are told', 'tracking/parameters'],
    ['exp.2', 'person', 'The number of training and evaluation runs is told', 'metrics/uncertainty'],
    ['exp.3', 'person', 'The reported measure is defined', 'metrics/protocol'],
    ['exp.4', 'person', 'Results have a centre and a spread', 'metrics/uncertainty'],
    ['exp.5', 'person', 'Run time or energy of a result is told'],
    ['exp.6', 'person', 'The computing infrastructure is described'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: Kapoor et al. 2024, Science Advances, table 1; modules 3d to 8b by their short names. */
export const reforms = standard(
  { id: 'reforms', title: 'REFORMS', source: 'https://reforms.cs.princeton.edu' },
  [
    ['1a-1c', 'statement', 'The population, why it is studied, and why by machine learning'],
    ['2a', 'person', 'The dataset is identified by a link or DOI', 'data/declared data/downloads'],
    ['2b', 'files', 'The exact version of the code can be named', 'git/repository git/clean git/pushed'],
    ['2c', 'person', 'The computing infrastructure is described'],
    ['2d', 'person', 'A README tells how to get the results', 'docs/readme workflow/commands'],
    ['2e', 'person', 'One script gives all reported results', 'workflow/pipeline'],
    ['3a', 'statement', 'Sources, time of collection and annotation of the data'],
    ['3b', 'statement', 'How samples were drawn'],
    ['3c', 'statement', 'Why the data suit the task'],
    ['3d', 'person', 'The outcome variable is described with statistics'],
    ['3e', 'person', 'Sample size and frequencies of outcomes are told', 'metrics/protocol'],
    ['3f', 'person', 'Missing data are told, by class'],
    ['3g', 'statement', 'How far the data represent the population'],
    ['4a', 'person', 'Excluded samples have reasons'],
    ['4b', 'person', 'Impossible or corrupt samples are dealt with'],
    ['4c', 'person', 'Every step from raw data to the model input is told', 'workflow/pipeline'],
    ['5a', 'person', 'All trained models are described'],
    ['5b', 'statement', 'The choice of model types is justified'],
    ['5c', 'files', 'How models are evaluated: splits or folds', 'data/splits'],
    ['5d', 'person', 'How models were selected is told'],
    ['5e', 'person', 'How hyperparameters were tuned is told', 'tracking/parameters'],
    ['5f', 'person', 'There are fitting baselines'],
    ['6a', 'person', 'Preprocessing and modelling use training data only'],
    ['6b', 'person', 'Dependencies and duplicates between training and test data are dealt with', 'data/splits'],
    ['6c', 'statement', 'Each feature is legitimate'],
    ['7a', 'person', 'All metrics are stated and justified', 'metrics/protocol'],
    ['7b', 'person', 'Uncertainty is estimated, and how is told', 'metrics/uncertainty'],
    ['7c', 'statement', 'Statistical tests are justified'],
    ['8a', 'statement', 'There is evidence for validity elsewhere'],
    ['8b', 'statement', 'Where the findings may not hold'],
  ],
); // biome-ignore format: a table reads better in rows
