import type { Check } from '../checks/check.js';
import { type ConfigInput, PRESETS, type PresetName } from './schema.js';

const gates: Readonly<Record<PresetName, NonNullable<ConfigInput['gate']>>> = {
  minimal: { minScore: 0, failOn: 'required', unknown: 'fail' },
  recommended: { minScore: 70, failOn: 'required', unknown: 'fail' },
  strict: { minScore: 90, failOn: 'advised', unknown: 'fail' },
};

/** True for a name that `extends` takes as a preset rather than a path. */
export function isPreset(name: string): name is PresetName {
  return (PRESETS as readonly string[]).includes(name);
}

/**
 * A preset in the form of a config file. `minimal` runs only the required checks and asks for no score;
 * `recommended` runs all but those in preview, each by its own weight; `strict` also fails on advised checks.
 */
export function preset(name: PresetName, checks: readonly Check[]): ConfigInput {
  const off = checks.filter(
    ({ severity, lifecycle }) => lifecycle === 'preview' || (name === 'minimal' && severity !== 'required'),
  );
  return { checks: Object.fromEntries(off.map(({ id }) => [id, 'off'])), gate: gates[name] };
}
