import type { Dependency } from '../../facts/dependencies.js';
import { parseRequirement } from '../../facts/formats/pep508.js';
import { type LogicalLine, logicalLines } from '../../facts/formats/requirement-lines.js';
import { type Place, placeInRequirement } from './requirement.js';

/**
 * Where the version parts of a requirements file stand. A version part that goes over several lines has no place.
 */
export function placesInRequirements(
  text: string,
  wanted: readonly Dependency[],
): Map<Dependency, Place | undefined> {
  const lines = new Map([...logicalLines(text)].map((one) => [one.line, one]));
  return new Map(wanted.map((one) => [one, placeOf(lines.get(one.at.line), one)]));
}

function placeOf(line: LogicalLine | undefined, { name }: Dependency): Place | undefined {
  if (!line) return undefined;
  const options = line.text.search(/\s--[a-z]/);
  const { requirement } = parseRequirement(options < 0 ? line.text : line.text.slice(0, options));
  if (requirement?.name !== name) return undefined;
  const place = placeInRequirement(line.text);
  if (!place) return undefined;
  // Where something is put in, it follows the character before.
  const isEmpty = place.before === '';
  const start = isEmpty ? line.offsetOf(place.offset - 1) + 1 : line.offsetOf(place.offset);
  const last = isEmpty ? start - 1 : line.offsetOf(place.offset + place.before.length - 1);
  return last - start + 1 === place.before.length ? { ...place, offset: start } : undefined;
}
