/** Most words that one with braces stands for, and most braces and commas of one that is looked into. */
const MOST_WORDS = 64;
const MOST_MARKS = 200;

/**
 * The words that a word with braces stands for: `a{b,c}` and `a{1..3}`. `marks` are the offsets of its unquoted braces
 * and commas. Undefined where braces are nothing special, or stand for too many. Source: Bash manual, "Brace Expansion".
 */
export function expandBraces(text: string, marks: readonly number[]): string[] | undefined {
  if (marks.length < 2 || marks.length > MOST_MARKS) return undefined;
  const words = expand({ text, marks });
  return words.length > 1 && words.length <= MOST_WORDS ? words : undefined;
}

interface Part {
  text: string;
  marks: readonly number[];
}

function expand(part: Part): string[] {
  const group = firstGroup(part);
  if (!group) return [part.text];
  const [open, close] = [group[0]!, group.at(-1)!];
  const range = group.length === 2 ? rangeOf(part.text.slice(open + 1, close)) : undefined;
  const middles = range ?? group.slice(1).flatMap((end, at) => expand(slice(part, group[at]! + 1, end)));
  const tails = expand(slice(part, close + 1, part.text.length));
  if (middles.length * tails.length > MOST_WORDS) return Array<string>(MOST_WORDS + 1).fill('');
  const head = part.text.slice(0, open);
  return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
}

/** The offsets of the braces, and of the commas between them, of the first group that stands for several words. */
function firstGroup({ text, marks }: Part): number[] | undefined {
  for (const [from, open] of marks.entries()) {
    if (text[open] !== '{') continue;
    const commas: number[] = [];
    let depth = 0;
    for (const mark of marks.slice(from)) {
      if (text[mark] === '{') depth++;
      else if (text[mark] === ',' && depth === 1) commas.push(mark);
      else if (text[mark] === '}' && --depth === 0) {
        if (commas.length > 0 || rangeOf(text.slice(open + 1, mark))) return [open, ...commas, mark];
        break;
      }
    }
  }
  return undefined;
}

function slice({ text, marks }: Part, from: number, to: number): Part {
  return {
    text: text.slice(from, to),
    marks: marks.filter((mark) => mark >= from && mark < to).map((mark) => mark - from),
  };
}

/** The numbers of `1..3`. */
function rangeOf(text: string): string[] | undefined {
  const [, first, last] = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(text) ?? [];
  if (first === undefined || last === undefined || /^-?0\d/.test(first + last)) return undefined;
  const [from, to] = [Number(first), Number(last)];
  const length = Math.min(Math.abs(to - from), MOST_WORDS) + 1;
  return Array.from({ length }, (_, at) => String(from + Math.sign(to - from) * at));
}
