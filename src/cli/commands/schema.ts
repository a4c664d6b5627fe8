import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { Baseline } from '../../baseline/format.js';
import { checks } from '../../checks/index.js';
import { configSchema } from '../../config/schema.js';
import { Comparison } from '../../report/comparison.js';
import { Evidence } from '../../report/evidence.js';
import { History } from '../../report/history.js';
import { Report } from '../../report/report.js';
import { Diagnosis } from '../doctor/diagnosis.js';
import { assertWritable, writeWhole } from '../files.js';
import { LockFile } from '../lock-schema.js';
import { LockOutcome } from '../locking/outcome.js';
import { print } from '../terminal.js';

const SCHEMAS = {
  config: { title: 'repro.config.yaml', schema: () => configSchema(checks), io: 'input' },
  report: { title: 'Report of repro check', schema: () => Report, io: 'output' },
  lock: { title: 'repro.lock', schema: () => LockFile, io: 'output' },
  'lock-outcome': { title: 'Outcome of repro lock', schema: () => LockOutcome, io: 'output' },
  baseline: { title: 'repro-baseline.json', schema: () => Baseline, io: 'output' },
  comparison: { title: 'Comparison of repro diff', schema: () => Comparison, io: 'output' },
  diagnosis: { title: 'List of repro doctor', schema: () => Diagnosis, io: 'output' },
  history: { title: 'Trend of repro report --history', schema: () => History, io: 'output' },
  evidence: { title: 'Tree of repro explain --in', schema: () => Evidence, io: 'output' },
} as const satisfies Record<string, { title: string; schema: () => z.ZodType; io: 'input' | 'output' }>;

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .addArgument(
      new Argument('[of]', 'what the schema describes').choices(Object.keys(SCHEMAS)).default('config'),
    )
    .option('-o, --output <file>', 'write it there instead of to standard output')
    .action(async (of: keyof typeof SCHEMAS, { output }: { output?: string }) => {
      const { title, schema, io } = SCHEMAS[of];
      const body = z.toJSONSchema(schema(), { io, unrepresentable: 'any' });
      const text = `${JSON.stringify({ title, ...body }, null, 2)}\n`;
      if (output === undefined || output === '-') await print(text);
      else {
        await assertWritable(output);
        await writeWhole(output, text);
      }
      done(0);
    });
}
