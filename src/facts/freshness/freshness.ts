import { CannotTell } from '../../errors.js';
import type { LockKind } from '../formats/lock.js';
import { compiled } from './compiled.js';
import { condaLock } from './conda-lock.js';
import { julia } from './julia.js';
import { lookUp } from './look-up.js';
import { pdm } from './pdm.js';
import { pipenv } from './pipenv.js';
import { pixi } from './pixi.js';
import { poetry } from './poetry.js';
import { pylock } from './pylock.js';
import { renv } from './renv.js';
import { type Freshness, type FreshnessInput, type FreshnessRule, unclear } from './rule.js';
import { uv } from './uv.js';

/** The rule of each format. */
const RULES: Readonly<Record<LockKind, FreshnessRule>> = {
  'uv.lock': uv,
  'poetry.lock': poetry,
  'pdm.lock': pdm,
  'Pipfile.lock': pipenv,
  'pylock.toml': pylock,
  'conda-lock': condaLock,
  'conda-explicit': lookUp,
  'conda-export': lookUp,
  'pixi.lock': pixi,
  requirements: compiled,
  'renv.lock': renv,
  'Manifest.toml': julia,
};

/** Holds a lock against its manifests by the rule of its format. */
export async function freshnessOf(input: FreshnessInput): Promise<Freshness> {
  const [problem] = input.lock.problems;
  if (problem) return unclear(`the lock could not be read: ${problem.message}`);
  try {
    return await RULES[input.lock.kind](input);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return unclear(error.message);
  }
}
