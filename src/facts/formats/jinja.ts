/** What the questions of a template are answered with when nobody answers them: the first choice of each. */
export type Answers = ReadonlyMap<string, string | boolean>;

/** Blocks whose content is text to come, not text: it is left out. */
const DROPPED = new Set(['for', 'macro', 'call', 'filter']);
/** Endings of files that Copier and others fill in; the name before them is that of the file to come. */
export const TEMPLATE_ENDING = /\.(?:jinja2?|j2|tmpl)$/;

/** Whether a text is to be filled in: it has conditions, loops or values of Jinja. */
export function hasJinja(text: string): boolean {
  return /\{%|\{\{/.test(text);
}

/** Deepest nesting of blocks that is followed; real templates stay far below. */
const DEEPEST = 100;

interface Block {
  kind: string;
  /** Whether a branch of this condition was taken already. */
  done: boolean;
  /** Whether its content is part of the result. */
  shown: boolean;
}

/**
 * Fills in a Jinja template as far as the answers go, so that what it makes can be read; every line stays where it was.
 * Of a condition that cannot be told the first branch is taken; a value that is not known stays as it is written.
 * Source: https://jinja.palletsprojects.com/en/stable/templates/.
 */
export function fillTemplate(text: string, answers: Answers): string {
  const out: string[] = [];
  const blocks: Block[] = [];
  let at = 0;
  const isShown = () => blocks.every(({ shown }) => shown);
  const put = (piece: string, shown = isShown()) => out.push(shown ? piece : breaksOf(piece));
  while (at < text.length) {
    const open = nextTag(text, at);
    put(text.slice(at, open));
    if (open === text.length) break;
    const kind = text[open + 1]!;
    const close = text.indexOf(kind === '{' ? '}}' : `${kind}}`, open + 2);
    if (close < 0) {
      put(text.slice(open));
      break;
    }
    const whole = text.slice(open, close + 2);
    const inner = text
      .slice(open + 2, close)
      .replace(/^[-+]|[-+]$/g, '')
      .trim();
    at = close + 2;
    if (kind === '{') {
      // A value stands on one line; the line breaks of the expression come after it.
      const value = textFor(inner, answers)?.replace(/[\r\n]+/g, ' ');
      put(value === undefined ? whole : value + breaksOf(whole));
    } else if (kind === '#') put(whole, false);
    else if (/^raw\b/.test(inner)) {
      const end = /\{%[-+]?\s*endraw\s*[-+]?%\}/.exec(text.slice(at));
      put(text.slice(at, end ? at + end.index : text.length));
      at = end ? at + end.index + end[0].length : text.length;
    } else {
      put(whole, false);
      step(inner, blocks, answers);
      if (blocks.length > DEEPEST) return text;
    }
  }
  return out.join('');
}

/** The line breaks of a text, and nothing else. */
function breaksOf(text: string): string {
  return text.replace(/[^\r\n]/g, '');
}

/** The start of the next tag; the end of the text where there is none. */
function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    if (text[at + 1] === '{' || text[at + 1] === '%' || text[at + 1] === '#') return at;
  }
  return text.length;
}

/** Opens, turns or closes a block. */
function step(inner: string, blocks: Block[], answers: Answers): void {
  const [, word = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(inner) ?? [];
  const last = blocks.at(-1);
  if (word === 'if') {
    const shown = isTrue(rest, answers) !== false;
    blocks.push({ kind: 'if', done: shown, shown });
  } else if ((word === 'elif' || word === 'else') && last?.kind === 'if') {
    last.shown = !last.done && (word === 'else' || isTrue(rest, answers) !== false);
    last.done ||= last.shown;
  } else if (DROPPED.has(word)) blocks.push({ kind: word, done: false, shown: false });
  else if (word.startsWith('end') && last?.kind === word.slice(3)) blocks.pop();
}

/** The text that an expression gives; undefined where that is not known. */
function textFor(expression: string, answers: Answers): string | undefined {
  const [name = '', ...filters] = expression.split('|').map((part) => part.trim());
  const asJson = filters.includes('tojson');
  const known = filters.every((filter) => /^(?:tojson|lower|upper|trim|safe|string)$/.test(filter));
  const value = known ? operand(name, answers) : undefined;
  if (typeof value !== 'string') return asJson ? '"template"' : undefined;
  const text = filters.reduce(
    (sum, filter) => (filter === 'lower' ? sum.toLowerCase() : filter === 'upper' ? sum.toUpperCase() : sum),
    value,
  );
  return asJson ? JSON.stringify(text) : text;
}

/** Whether a condition holds; undefined where it cannot be told. Parentheses and tests are not looked into. */
function isTrue(condition: string, answers: Answers): boolean | undefined {
  if (condition.length > 500) return undefined;
  const any = condition.split(/\s+or\s+/).map((part) => {
    const all = part.split(/\s+and\s+/).map((one) => holds(one.trim(), answers));
    return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
  });
  return any.includes(true) ? true : any.includes(undefined) ? undefined : false;
}

function holds(term: string, answers: Answers): boolean | undefined {
  if (term.startsWith('not ')) {
    const inner = holds(term.slice(4).trim(), answers);
    return inner === undefined ? undefined : !inner;
  }
  const compared = /^([\w.[\]'"]+)\s*(==|!=)\s*(\S.*)$/.exec(term);
  if (compared) {
    const [left, right] = [operand(compared[1]!, answers), operand(compared[3]!.trim(), answers)];
    if (left === undefined || right === undefined) return undefined;
    return (left === right) === (compared[2] === '==');
  }
  const member = /^([\w.]+)\s+(not\s+)?in\s+[[(]([^[\]()]*)[\])]$/.exec(term);
  if (member) {
    const value = operand(member[1]!, answers);
    const items = member[3]!.split(',').map((one) => operand(one.trim(), answers));
    return value === undefined ? undefined : items.includes(value) === (member[2] === undefined);
  }
  const value = operand(term, answers);
  return value === undefined ? undefined : value !== false && value !== '';
}

/** A literal, or the answer to a question; undefined for anything else. */
function operand(text: string, answers: Answers): string | boolean | undefined {
  const literal = /^(["'])([^"']*)\1$/.exec(text);
  if (literal) return literal[2]!;
  if (/^[Tt]rue$/.test(text)) return true;
  if (/^[Ff]alse$/.test(text)) return false;
  const name = /^(?:cookiecutter\.|copier\.|_copier_conf\.)?(\w+)$/.exec(text)?.[1];
  const value = name === undefined ? undefined : answers.get(name);
  // An answer that is put together from others is not worked out.
  return typeof value === 'string' && hasJinja(value) ? undefined : value;
}
