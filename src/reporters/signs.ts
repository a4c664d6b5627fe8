/** How each status is marked in text, and what leads the eye. */
export interface Signs {
  pass: string;
  warn: string;
  fail: string;
  unknown: string;
  skip: string;
  /** Before a mend. */
  mend: string;
  /** Before a line of evidence. */
  proof: string;
  /** The lines of a tree: to a branch, to the last one, past branches, and below a node. */
  branch: string;
  last: string;
  past: string;
  trunk: string;
  /** From low to high. */
  levels: readonly string[];
}

const UNICODE: Signs = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  unknown: '?',
  skip: '-',
  mend: '→',
  proof: '·',
  branch: '├─ ',
  last: '└─ ',
  past: '│  ',
  trunk: '│ ',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

/** The same for terminals and logs that show nothing but ASCII. */
const ASCII: Signs = {
  pass: '+',
  warn: '!',
  fail: 'x',
  unknown: '?',
  skip: '-',
  mend: '->',
  proof: '*',
  branch: '|- ',
  last: '`- ',
  past: '|  ',
  trunk: '| ',
  levels: ['_', '.', '-', ':', '=', '+', '*', '#'],
};

/** The signs that the output can show. */
export function signsOf({ ascii }: { ascii?: boolean | undefined }): Signs {
  return ascii ? ASCII : UNICODE;
}
