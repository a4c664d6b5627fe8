import type { Dependency } from '../../facts/dependencies.js';
import { parseRequirement } from '../../facts/formats/pep508.js';
import { type Place, placeInRequirement } from './requirement.js';

/** One logical line, its comment left out, with the offset of each of its characters in the file. */
interface LogicalLine {
  text: string;
  offsets: readonly number[];
}

/**
 * Where the version parts of a requirements file stand. A version part that goes over several lines has no place.
 * Source: pip, docs/html/reference/requirements-file-format.md and src/pip/_internal/req/req_file.py.
 */
export function placesInRequirements(
  text: string,
  wanted: readonly Dependency[],
): Map<Dependency, Place | undefined> {
  const lines = logicalLines(text);
  return new Map(wanted.map((one) => [one, placeOf(lines.get(one.at.line), one)]));
}

function placeOf(line: LogicalLine | undefined, { name }: Dependency): Place | undefined {
  if (!line) return undefined;
  const options = line.text.search(/\s--[a-z]/);
  const { requirement } = parseRequirement(options < 0 ? line.text : line.text.slice(0, options));
  if (requirement?.name !== name) return undefined;
  const place = placeInRequirement(line.text);
  if (!place) return undefined;
  const { offsets } = line;
  // Where something is put in, it follows the character before.
  const start = place.before === '' ? offsets[place.offset - 1]! + 1 : offsets[place.offset]!;
  const last = place.before === '' ? start - 1 : offsets[place.offset + place.before.length - 1]!;
  return last - start + 1 === place.before.length ? { ...place, offset: start } : undefined;
}

/** Logical lines by the number of their first line, joined as pip joins them. */
function logicalLines(text: string): Map<number, LogicalLine> {
  const out = new Map<number, LogicalLine>();
  let joined = '';
  let offsets: number[] = [];
  let first = 1;
  let number = 0;
  let at = 0;
  const finish = () => {
    const comment = joined.search(/(?:^|\s)#/);
    const end = comment < 0 ? joined.length : comment;
    if (joined.trim() !== '') out.set(first, { text: joined.slice(0, end), offsets: offsets.slice(0, end) });
    joined = '';
    offsets = [];
  };
  for (const line of text.split(/(?<=\r\n|[\n\f\v\x1c-\x1e\x85\u2028\u2029]|\r(?!\n))/)) {
    number++;
    if (joined === '') first = number;
    const content = line.replace(/(?:\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029])$/, '');
    const isComment = /^\s*#/.test(content);
    const goesOn = !isComment && content.endsWith('\\');
    const kept = goesOn ? content.slice(0, -1) : content;
    if (!isComment) {
      joined += kept;
      for (let index = 0; index < kept.length; index++) offsets.push(at + index);
    }
    if (!goesOn) finish();
    at += line.length;
  }
  finish();
  return out;
}
