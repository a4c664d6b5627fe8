import { admitsR } from '../formats/r-version.js';
import { folderOf, inFolder } from '../paths.js';
import { Comparison } from './comparison.js';
import { type FreshnessRule, unclear } from './rule.js';

/** Packages that are part of R itself, so renv does not lock them. Source: R, `installed.packages(priority = "base")`. */
const BASE = new Set(
  'base compiler datasets graphics grDevices grid methods parallel splines stats stats4 tcltk tools utils'.split(
    ' ',
  ),
);

/** Packages that most installations of R bring along; renv locks them where they were installed apart. Source: as above, "recommended". */
const RECOMMENDED = new Set(
  'boot class cluster codetools foreign KernSmooth lattice MASS Matrix mgcv nlme nnet rpart spatial survival'.split(
    ' ',
  ),
);

/** renv.lock: what the DESCRIPTION imports or depends on must be there in a version that it admits. Source: renv, vignettes/renv.Rmd. */
export const renv: FreshnessRule = async ({ lock, manifests, has, text }) => {
  const [first] = manifests;
  if (!first) return unclear('no DESCRIPTION beside it');
  const folder = folderOf(lock.path);
  const settings = inFolder(folder, 'renv/settings.json');
  const settled = has(settings) ? await text(settings) : '';
  const comparison = new Comparison();
  for (const { name, specifier, group, at } of first.requirements) {
    if (group !== undefined || BASE.has(name)) continue;
    comparison.compared.requirements++;
    const found = lock.packages.find((one) => one.name === name);
    const difference = { about: 'requirement' as const, name, declared: specifier, at };
    if (found?.version !== undefined) {
      if (admitsR(specifier, found.version) === false)
        comparison.differ({ ...difference, locked: found.version });
    } else if (found === undefined && settled.includes(`"${name}"`))
      comparison.leaveOpen(`${settings} names ${name}, which the lock does not hold`);
    else if (found === undefined && RECOMMENDED.has(name))
      comparison.leaveOpen(`${name} may come with R, the lock does not hold it`);
    else if (found === undefined) comparison.differ(difference);
  }
  return comparison.result();
};
