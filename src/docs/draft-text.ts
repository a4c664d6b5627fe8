import type { Check } from '../checks/check.js';
import type { ConfigInput } from '../config/schema.js';
import { descriptions, sample } from './example-config.js';
import { commentedYaml } from './yaml.js';

/** Where editors look for the schema that `repro schema --output` wrote. */
export const SCHEMA_FILE = '.repro.schema.json';

/** The text of a new repro.config.yaml: every value with its comment, and an example of each section that is empty. */
export function draftText(config: ConfigInput, checks: readonly Check[]): string {
  const comments = descriptions(checks);
  const examples = { data: sample.data.slice(1, 2), metrics: sample.metrics, waivers: sample.waivers };
  const order = ['version', 'extends', 'project', 'projects', 'data', 'metrics', 'waivers', 'gate'] as const;
  const parts = order.flatMap((key) => {
    const value = config[key];
    if (value !== undefined) return [commentedYaml({ [key]: value }, comments)];
    if (!Object.hasOwn(examples, key)) return [];
    const example = commentedYaml({ [key]: examples[key as keyof typeof examples] });
    return [`# ${comments(key) ?? key}\n${example.replace(/^/gm, '# ')}`];
  });
  return `${[
    `# For completion in editors: repro schema --output ${SCHEMA_FILE}\n# yaml-language-server: $schema=${SCHEMA_FILE}`,
    '# All keys and what they mean: repro.config.example.yaml of repro. One check in detail: repro explain <id>',
    ...parts,
  ].join('\n\n')}\n`;
}
