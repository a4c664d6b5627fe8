/** The variables of markers. Source: PEP 508, and PEP 751 for the sets `extras` and `dependency_groups`. */
export const VARIABLES = [
  'python_version', 'python_full_version', 'os_name', 'sys_platform', 'platform_release', 'platform_system',
  'platform_version', 'platform_machine', 'platform_python_implementation', 'implementation_name',
  'implementation_version', 'extra', 'extras', 'dependency_groups',
] as const; // biome-ignore format: a table reads better in rows

export type Variable = (typeof VARIABLES)[number];
export type Operator = '===' | '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | 'in' | 'not in';

/** One comparison: a variable and a text, `left` telling which of them stands on the left. */
export interface Comparison {
  type: 'compare';
  variable: Variable;
  operator: Operator;
  value: string;
  left: 'variable' | 'value';
}

/** An environment marker as a tree. The empty `and` always holds, the empty `or` never. */
export type Marker =
  | Comparison
  | { type: 'and' | 'or'; of: readonly Marker[] }
  | { type: 'not'; of: readonly [Marker] };

export type ParsedMarker =
  | { marker: Marker; problem?: undefined }
  | { marker?: undefined; problem: { message: string /** Counted from 1. */; column: number } };

export const ALWAYS: Marker = { type: 'and', of: [] };
export const NEVER: Marker = { type: 'or', of: [] };

/** Longest marker and deepest nesting that are read; real ones stay far below. */
const LONGEST = 16_384;
const DEEPEST = 100;

const TOKEN =
  /[ \t]*(?:('[^']*'|"[^"]*")|(\(|\))|(===|~=|==|!=|<=|>=|<|>)|((?:not[ \t]+in|in|and|or)\b)|([A-Za-z_][A-Za-z0-9_.]*))/y;

interface Token {
  kind: 'text' | 'bracket' | 'operator' | 'word' | 'name';
  text: string;
  at: number;
}

/** Old spellings of the variables. Source: PEP 345 and setuptools. */
const SYNONYMS: Readonly<Record<string, Variable>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
};

/** Reads a marker. Source: PEP 508, "Environment Markers", and the grammar of the dependency specifiers specification. */
export function parseMarker(text: string): ParsedMarker {
  if (text.length > LONGEST) return problem(`a marker of ${text.length} characters`, 0);
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return tokens;
  let at = 0;
  const where = () => tokens[at]?.at ?? text.length;

  const operand = (): Token => {
    const token = tokens[at];
    if (token?.kind !== 'text' && token?.kind !== 'name')
      throw new Wrong('a variable or a quoted text is expected', where());
    at++;
    return token;
  };
  const comparison = (): Marker => {
    const start = where();
    const left = operand();
    const operator = tokens[at];
    const isOperator =
      operator?.kind === 'operator' || /in$/.test(operator?.kind === 'word' ? operator.text : '');
    if (!operator || !isOperator) throw new Wrong('a comparison is expected', where());
    at++;
    const right = operand();
    if (left.kind === right.kind)
      throw new Wrong('a comparison takes one variable and one quoted text', start);
    const [name, value] = left.kind === 'name' ? [left, right] : [right, left];
    const variable = variableOf(name.text);
    if (!variable) throw new Wrong(`${name.text} is no variable of markers`, name.at);
    return {
      type: 'compare',
      variable,
      operator: operator.text.replace(/\s+/, ' ') as Operator,
      value: value.text.slice(1, -1),
      left: left.kind === 'name' ? 'variable' : 'value',
    };
  };
  const atom = (depth: number): Marker => {
    if (depth > DEEPEST) throw new Wrong('brackets are nested too deep', where());
    if (tokens[at]?.text !== '(' || tokens[at]?.kind !== 'bracket') return comparison();
    at++;
    const inner = alternatives(depth + 1);
    if (tokens[at]?.kind !== 'bracket' || tokens[at]?.text !== ')')
      throw new Wrong('a bracket is not closed', where());
    at++;
    return inner;
  };
  const joined = (word: 'and' | 'or', part: () => Marker): Marker => {
    const parts = [part()];
    while (tokens[at]?.kind === 'word' && tokens[at]?.text === word) {
      at++;
      parts.push(part());
    }
    return parts.length === 1 ? parts[0]! : { type: word, of: parts };
  };
  const alternatives = (depth: number): Marker => joined('or', () => joined('and', () => atom(depth)));

  try {
    const marker = alternatives(0);
    if (at < tokens.length) throw new Wrong('the marker should end', where());
    return { marker };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return problem(error.message, error.at);
  }
}

class Wrong extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

function problem(message: string, at: number): ParsedMarker & { marker?: undefined } {
  return { problem: { message, column: at + 1 } };
}

function tokenize(text: string): Token[] | (ParsedMarker & { marker?: undefined }) {
  const end = text.trimEnd().length;
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      const rest = text.slice(start).trimStart();
      return problem(`${JSON.stringify(rest.slice(0, 20))} is not understood`, text.length - rest.length);
    }
    const kinds = ['text', 'bracket', 'operator', 'word', 'name'] as const;
    const index = kinds.findIndex((_, group) => match[group + 1] !== undefined);
    const found = match[index + 1]!;
    tokens.push({ kind: kinds[index]!, text: found, at: TOKEN.lastIndex - found.length });
  }
  return tokens;
}

function variableOf(name: string): Variable | undefined {
  return Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : VARIABLES.find((one) => one === name);
}

/** A marker in words, brackets where they are needed. */
export function markerText(marker: Marker, outer: 'and' | 'or' | 'not' | undefined = undefined): string {
  if (marker.type === 'compare') {
    const value = marker.value.includes("'") ? `"${marker.value}"` : `'${marker.value}'`;
    const [first, second] = marker.left === 'variable' ? [marker.variable, value] : [value, marker.variable];
    return `${first} ${marker.operator} ${second}`;
  }
  if (marker.type === 'not') return `not (${markerText(marker.of[0])})`;
  if (marker.of.length === 0) return marker.type === 'and' ? 'always' : 'never';
  const text = marker.of.map((part) => markerText(part, marker.type)).join(` ${marker.type} `);
  return outer !== undefined && outer !== marker.type && marker.of.length > 1 ? `(${text})` : text;
}
