// The entry `repro-check/plugin`. Every export names its public type, so that its declarations need nothing else of ours.
import * as zod from 'zod';
import * as check from '../checks/check.js';
import * as errors from '../errors.js';
import type { Api } from './api.js';

export type * from './api.js';

export const definePlugin: Api['definePlugin'] = (plugin) => plugin;
export const defineFact: Api['defineFact'] = (fact) => fact;
/** Our own, whose facts are wider: what a plugin asks for is made by ./facts.ts before the check runs. */
export const defineCheck: Api['defineCheck'] = (spec) =>
  check.defineCheck(spec as unknown as Parameters<typeof check.defineCheck>[0]) as ReturnType<
    Api['defineCheck']
  >;
export const pass: Api['pass'] = check.pass;
export const partial: Api['partial'] = check.partial;
export const fail: Api['fail'] = check.fail;
export const skip: Api['skip'] = check.skip;
export const unknown: Api['unknown'] = check.unknown;
export const CannotTell: Api['CannotTell'] = errors.CannotTell;
export const z: Api['z'] = zod;

/** All of it, for plugins that are functions: those cannot always find this package from where they lie. */
export const api: Api = {
  definePlugin,
  defineCheck,
  defineFact,
  pass,
  partial,
  fail,
  skip,
  unknown,
  CannotTell,
  z,
};
