import { globMatcher } from '../../globs.js';
import { baseName, isIn } from '../paths.js';

/**
 * Tells whether a path, from the folder of the settings, fits one of the patterns: a pattern fits the whole path, where `*`
 * crosses folders too, or the last name. Source: ruff, `per-file-ignores`; flake8, `filename` and `exclude` (fnmatch).
 */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  // Without slashes in them, `*` of the matcher takes what fnmatch lets it take.
  const flat = (text: string) => text.replaceAll('/', '\u0001');
  const clean = patterns.map((pattern) => pattern.replace(/^\.?\//, '').replace(/\/+$/, ''));
  const fits = globMatcher(clean.flatMap((pattern) => [flat(pattern), flat(pattern.replaceAll('**/', ''))]));
  return (path) => fits(flat(path)) || fits(flat(baseName(path)));
}

/** Tells whether a path or one of the folders that it lies in fits a pattern, as exclusions do. */
export function exclusionMatcher(patterns: readonly string[]): (path: string) => boolean {
  const fits = pathMatcher(patterns);
  return (path) => {
    for (let at = path; at !== ''; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '')
      if (fits(at)) return true;
    return false;
  };
}

/** A path as seen from a folder that it lies in. */
export function within(path: string, folder: string): string {
  return folder !== '' && isIn(path, folder) ? path.slice(folder.length + 1) : path;
}
