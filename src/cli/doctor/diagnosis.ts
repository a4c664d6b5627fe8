import * as z from 'zod';

/** What `repro doctor --format json` prints. */
export const Diagnosis = z
  .strictObject({
    version: z.literal(1),
    ok: z.boolean().describe('False when anything is a problem; the exit code is then 1'),
    items: z.array(
      z.strictObject({
        id: z.enum([
          'repro',
          'node',
          'git',
          'repository',
          'config',
          'plugins',
          'projects',
          'environment',
          'ci',
          'tools',
          'linter',
          'cache',
        ]),
        state: z
          .enum(['fine', 'note', 'problem'])
          .describe('A note may be as it should be; a problem is not'),
        text: z.string(),
        fix: z.string().optional().describe('What to do about it'),
        data: z.record(z.string(), z.json()),
      }),
    ),
  })
  .describe(
    'What repro sees of the machine and the project; neither secrets nor values of environment variables',
  );

export type Diagnosis = z.infer<typeof Diagnosis>;
export type Item = Diagnosis['items'][number];
