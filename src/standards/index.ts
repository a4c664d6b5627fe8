import { mlrc, neurips, pwc, reforms } from './papers.js';
import { heil, mlTestScore, sandve, turing } from './practice.js';
import { acm, fair4rs, fairSoftware } from './software.js';
import type { Standard } from './standard.js';
import { team } from './team.js';

export type { Decided, Item, Standard } from './standard.js';

/** Every checklist that `--profile` knows, in the order in which reports show them. */
export const standards: readonly Standard[] = [
  team,
  pwc,
  neurips,
  mlrc,
  acm,
  fair4rs,
  fairSoftware,
  reforms,
  sandve,
  turing,
  mlTestScore,
  heil,
];
