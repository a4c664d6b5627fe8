import { condaExplicit } from './conda-explicit.js';
import { condaLock } from './conda-lock.js';
import { juliaManifest } from './julia-manifest.js';
import type { LockFormat } from './lock.js';
import { pdmLock } from './pdm-lock.js';
import { pipfileLock } from './pipfile-lock.js';
import { pixiLock } from './pixi-lock.js';
import { poetryLock } from './poetry-lock.js';
import { parsePylock } from './pylock.js';
import { renvLock } from './renv-lock.js';
import { parseUvLock } from './uv-lock.js';

const uvLock: LockFormat<'uv.lock'> = {
  kind: 'uv.lock',
  path: /(?:^|\/)uv\.lock$|\.py\.lock$/,
  parse: parseUvLock,
  canHash: true,
  manifests: ['pyproject'],
};

const pylock: LockFormat<'pylock.toml'> = {
  kind: 'pylock.toml',
  path: /(?:^|\/)pylock(?:\.[^./]+)?\.toml$/,
  parse: parsePylock,
  canHash: true,
  manifests: ['pyproject', 'requirements', 'setup-cfg', 'setup-py'],
};

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
