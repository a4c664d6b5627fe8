import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

// The schema as SchemaStore publishes it, from a package of Microsoft under the MIT licence.
const path = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));

/** Throws unless a value is a SARIF log by the published schema of version 2.1.0. */
export function isSarif(log: unknown): void {
  if (!validate(log)) throw new Error(ajv.errorsText(validate.errors?.slice(0, 3)));
}
