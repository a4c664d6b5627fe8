import type { Problem } from '../formats/manifest.js';
import type { Environment as MarkerValues } from '../formats/markers.js';

/** One package that is installed in an environment. */
export interface InstalledPackage {
  /** Normalised by PEP 503; of a conda package as the channel calls it. */
  name: string;
  version: string;
  /** Who installed it: pip and its kin, or conda. A conda package of Python code is told once, as conda's. */
  ecosystem: 'pypi' | 'conda';
  /** Installed from a folder of this machine whose changes are seen at once. */
  editable?: true;
  /** The commit that it was installed from. */
  commit?: string;
  /** Top-level modules that it provides, as far as its own records tell. */
  imports: readonly string[];
}

/** A virtual environment or conda environment on this machine. Nothing of it was run. */
export interface Environment {
  /** How it is called in messages: its path in the project, or the base name of a folder outside. */
  name: string;
  /** Where it was found: a folder of the project, or what the user's shell has activated. */
  from: 'project' | 'shell';
  kind: 'venv' | 'conda';
  /** The Python version, as its own records tell. */
  python?: string;
  /** Whether packages of the system's Python are seen in it too. */
  system: boolean;
  /** What environment markers see in it, as far as that is known without running it. */
  markers?: MarkerValues;
  /** Sorted by name. */
  packages: readonly InstalledPackage[];
  /** Records that could not be read. */
  problems: readonly Problem[];
}

/** The environment in which the project's code would run, as far as it can be seen. */
export interface Installed {
  readonly environment?: Environment | undefined;
  /** Names, normalised, of the packages that a plain run surely needs in it, by the main locks; absent without environment. */
  readonly needed?: readonly string[];
  /** Why a folder that looks like an environment was not read: it is a link that leads outside the project. */
  readonly refused: readonly string[];
}
