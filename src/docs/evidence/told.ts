import type { FileTrace } from '../../facts/randomness/file-trace.js';
import { EVIDENCE_VERSION, type Evidence, type EvidenceNode } from '../../report/evidence.js';
import type { Result } from '../../report/report.js';
import { fixedEvidence } from './fixed.js';
import { node } from './nodes.js';
import { constantEvidence, deterministicEvidence, estimatorsEvidence, workersEvidence } from './others.js';

/** A summary and the tree below it. */
export interface Told {
  summary: string;
  nodes: EvidenceNode[];
}

const TREES: Readonly<Record<string, (trace: FileTrace) => Told>> = {
  'seeds/fixed': fixedEvidence,
  'seeds/constant': constantEvidence,
  'seeds/estimators': estimatorsEvidence,
  'seeds/deterministic': deterministicEvidence,
  'seeds/workers': workersEvidence,
};

/** True for a check that can tell of one file what its verdict rests on. */
export function hasEvidence(id: string): boolean {
  return id.startsWith('seeds/');
}

/** True for a check whose tree is made from a trace of the file; the others tell what their result says of it. */
export function isTraced(id: string): boolean {
  return TREES[id] !== undefined;
}

/** The evidence tree of a check for a file, from its trace. */
export function evidenceOf(id: string, trace: FileTrace): Evidence {
  const tree = TREES[id];
  if (!tree) throw new Error(`${id} has no tree`);
  const { summary, nodes } = tree(trace);
  return {
    evidenceVersion: EVIDENCE_VERSION,
    check: id,
    file: trace.path,
    kind: trace.kind,
    summary,
    nodes: [...unread(trace), ...nodes],
  };
}

/** What the result of a check says of one file. */
export function evidenceFrom(
  { id, summary, status, findings, evidence }: Result,
  trace: FileTrace,
): Evidence {
  const here = findings.filter(({ file }) => file === trace.path);
  const proofs = evidence.filter(
    (text) =>
      text === trace.path || (/^[: ]/.test(text.slice(trace.path.length)) && text.startsWith(trace.path)),
  );
  return {
    evidenceVersion: EVIDENCE_VERSION,
    check: id,
    file: trace.path,
    kind: trace.kind,
    summary: `${trace.path}: ${here.length === 0 ? 'no finding' : `${here.length} of ${findings.length} findings`}; of the project: ${summary} (${status})`,
    nodes: [
      ...unread(trace),
      ...here.map(({ message, fix, file, line, cell, confidence }) =>
        node('finding', confidence === 'certain' ? message : `${message} (${confidence})`, {
          ...(file !== undefined &&
            line !== undefined && { at: { file, line, ...(cell !== undefined && { cell }) } }),
          state: confidence === 'possible' ? 'unknown' : 'bad',
          children: fix === undefined ? [] : [node('mend', fix)],
        }),
      ),
      ...proofs.map((text) => node('note', text, { state: 'good' })),
    ],
  };
}

/** Where the file is no valid Python: what stands there cannot be told. */
function unread({ problems }: FileTrace): EvidenceNode[] {
  return problems.map(({ at, message }) =>
    node('note', `could not be read: ${message}; the rest is told`, { at, state: 'unknown' }),
  );
}
