import * as z from 'zod';

/** The version of the shape of evidence trees; raised when a field changes its meaning or goes away. */
export const EVIDENCE_VERSION = 1;

const Place = {
  file: z.string().optional().describe('Path relative to the project root, with forward slashes'),
  line: z.int().min(1).optional().describe('Line in the file, or in the notebook cell when `cell` is given'),
  cell: z.int().min(1).optional().describe('Number of the notebook cell, from 1, counting all cells'),
};

/** One call or import on the way from an entry point. */
export const EvidenceStep = z.strictObject({ text: z.string(), ...Place });
export type EvidenceStep = z.infer<typeof EvidenceStep>;

const OwnPart = z.strictObject({
  kind: z
    .enum([
      'entry point',
      'source',
      'draw',
      'seeding',
      'estimator',
      'setting',
      'loader',
      'finding',
      'note',
      'mend',
    ])
    .describe('What it tells of'),
  text: z.string(),
  state: z
    .enum(['good', 'partly', 'bad', 'unknown'])
    .optional()
    .describe('How it stands towards the check; absent where it has no state of its own'),
  ...Place,
  path: z
    .array(EvidenceStep)
    .optional()
    .describe(
      'The way from the entry point, the place itself last; absent where it is the entry point’s own code',
    ),
});

/** One thing in an evidence tree, with what hangs on it. */
export interface EvidenceNode extends z.infer<typeof OwnPart> {
  children?: EvidenceNode[] | undefined;
}
export const EvidenceNode: z.ZodType<EvidenceNode> = OwnPart.extend({
  children: z.lazy(() => z.array(EvidenceNode).optional()),
});

/** What `repro explain <check> --in <file> --format json` prints. */
export const Evidence = z.strictObject({
  evidenceVersion: z.literal(EVIDENCE_VERSION),
  check: z.string().describe('category/name'),
  file: z.string().describe('Path of the file relative to the project root'),
  kind: z.enum(['entry point', 'module', 'test']).describe('Whether the file is run itself'),
  summary: z.string(),
  nodes: z.array(EvidenceNode),
});

export type Evidence = z.infer<typeof Evidence>;
