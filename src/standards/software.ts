import { standard } from './standard.js';

/** Source: ACM Artifact Review and Badging v1.1, as artifact committees quote it. */
export const acm = standard(
  {
    id: 'acm',
    title: 'ACM Artifact Review and Badging v1.1',
    source: 'https://www.acm.org/publications/policies/artifact-review-and-badging-current',
  },
  [
    ['available', 'person', 'The artifacts are in a public archive with a DOI or the like', 'git/remote docs/citation'],
    ['functional.documented', 'person', 'They are described well enough to be used', 'docs/readme workflow/commands'],
    ['functional.consistent', 'statement', 'They belong to the main results of the paper'],
    ['functional.complete', 'person', 'All that the paper needs is there', 'data/declared env/declared'],
    ['functional.exercisable', 'run', 'The scripts run and give the results', 'code/syntax env/imports workflow/paths workflow/commands'],
    ['functional.verified', 'person', 'There is evidence of verification', 'code/tests code/ci'],
    ['reusable', 'statement', 'They are documented and built so that others reuse them', 'docs/docstrings docs/license'],
    ['reproduced', 'run', 'Another team got the main results with them'],
    ['replicated', 'statement', 'Another team got the main results without them'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: FAIR Principles for Research Software 1.0, doi:10.15497/RDA00068. */
export const fair4rs = standard(
  { id: 'fair4rs', title: 'FAIR4RS Principles 1.0', source: 'https://doi.org/10.15497/RDA00068' },
  [
    ['F1', 'person', 'The software has a global, lasting identifier', 'docs/citation'],
    ['F1.1', 'person', 'Parts of it have identifiers of their own'],
    ['F1.2', 'files', 'Its versions have distinct identifiers', 'git/release git/repository'],
    ['F2', 'files', 'It is described with rich metadata', 'docs/citation'],
    ['F3', 'person', 'The metadata name the identifier of the software', 'docs/citation'],
    ['F4', 'person', 'The metadata can be searched and indexed'],
    ['A1', 'person', 'It can be had by its identifier over a standard protocol', 'git/remote'],
    ['A1.1', 'person', 'The protocol is open and free', 'git/remote'],
    ['A1.2', 'statement', 'The protocol allows for authentication where it is needed'],
    ['A2', 'person', 'The metadata outlive the software'],
    ['I1', 'statement', 'It reads and writes data by the standards of its field'],
    ['I2', 'person', 'It names other objects by qualified references', 'data/downloads'],
    ['R1', 'person', 'It is described with accurate attributes', 'docs/readme'],
    ['R1.1', 'files', 'It has a clear licence', 'docs/license'],
    ['R1.2', 'person', 'Its provenance is told', 'git/repository'],
    ['R2', 'files', 'It names the other software that it needs, by version', 'env/declared env/pinned'],
    ['R3', 'statement', 'It meets the standards of its field'],
  ],
); // biome-ignore format: a table reads better in rows

/** Source: fair-software.eu, five recommendations. */
export const fairSoftware = standard(
  { id: 'fair-software', title: 'Five recommendations for FAIR software', source: 'https://fair-software.eu' },
  [
    ['1-repository', 'person', 'A public repository with version control', 'git/repository git/remote'],
    ['2-licence', 'files', 'A licence', 'docs/license'],
    ['3-registry', 'person', 'An entry in a registry of the community'],
    ['4-citation', 'files', 'It can be cited', 'docs/citation'],
    ['5-checklist', 'person', 'A checklist of software quality', 'code/lint code/tests code/ci'],
  ],
); // biome-ignore format: a table reads better in rows
