import { condaExplicit } from './conda-explicit.js';
import { condaLock } from './conda-lock.js';
import { juliaManifest } from './julia-manifest.js';
import { pdmLock } from './pdm-lock.js';
import { pipfileLock } from './pipfile-lock.js';
import { pixiLock } from './pixi-lock.js';
import { poetryLock } from './poetry-lock.js';
import { pylock } from './pylock.js';
import { renvLock } from './renv-lock.js';
import { uvLock } from './uv-lock.js';

/** Every lockfile format that has files of its own; the first whose path matches counts. */
export const LOCK_FORMATS = [
  uvLock,
  poetryLock,
  pdmLock,
  pipfileLock,
  pylock,
  condaLock,
  pixiLock,
  renvLock,
  juliaManifest,
  condaExplicit,
] as const;
