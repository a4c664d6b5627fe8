import { UserError } from '../errors.js';
import { parseImage } from '../facts/containers/image.js';
import type { BaseImage, Containers } from '../facts/containers/model.js';
import { linesOf } from './edit.js';
import type { Edit, FileText, Left, Plan, Texts } from './model.js';

/** A digest to be written behind an image. */
export interface Digest {
  /** As written in the recipe, with its tag. */
  image: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
}

/**
 * Reads `image=sha256:<64 hex>`. Throws `UserError` when it is anything else.
 * Source: opencontainers/image-spec, descriptor.md, "Digests".
 */
export function parseDigest(text: string): Digest {
  const at = text.lastIndexOf('=');
  const [image, digest] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (image !== '' && /^sha256:[0-9a-f]{64}$/.test(digest)) return { image, digest };
  throw new UserError(`--digest ${text} is not image=sha256:<64 hexadecimal digits in lower case>`, {
    hint: '`docker buildx imagetools inspect <image>` shows the digest of an image',
  });
}

/** The images that recipes take from elsewhere, variables replaced where they have a default, sorted. */
export function imageNames({ recipes }: Containers): string[] {
  return [
    ...new Set(recipes.flatMap(({ images }) => images.map(({ resolved, text }) => resolved ?? text))),
  ].sort();
}

/** Whether a recipe takes this image. */
export function hasImage({ recipes }: Containers, image: string): boolean {
  return recipes.some(({ images }) => images.some((one) => isNamed(one, image)));
}

/** Plans to put digests behind the images of recipes, tags kept. */
export function planDigests(digests: readonly Digest[], { recipes }: Containers, texts: Texts): Plan {
  const images = recipes.flatMap((recipe) => recipe.images);
  const edits = new Map<string, Edit>();
  const left: Left[] = [];
  for (const wanted of digests) {
    for (const image of images.filter((one) => isNamed(one, wanted.image))) {
      const { file: path, line } = image.at;
      const leave = (why: string) => left.push({ path, line, what: image.text, why });
      const file = texts.get(path);
      if (image.digest === wanted.digest) continue;
      if (image.digest !== undefined) leave(`it is pinned to another digest: ${image.digest}`);
      else if (!file) leave(texts.why(path) ?? 'it cannot be read');
      else {
        const place = image.text.includes('$')
          ? placeOfDefault(file.text, image, images)
          : placeOf(file.text, image);
        if ('why' in place) leave(place.why);
        else edits.set(`${path}:${place.offset}`, insertion(file, place.offset, wanted));
      }
    }
  }
  return { edits: [...edits.values()], files: [], left };
}

function isNamed({ text, resolved }: BaseImage, wanted: string): boolean {
  const bare = (image: string | undefined) => image?.replace(/@sha(?:256|512):[0-9a-f]+$/i, '');
  return [text, bare(text), resolved, bare(resolved)].includes(wanted);
}

type Offset = { offset: number } | { why: string };

/** Where the digest goes behind an image that is written out. */
function placeOf(text: string, { text: image, at }: BaseImage): Offset {
  if (parseImage(`${image}@sha256:${'0'.repeat(64)}`)?.pin !== 'digest')
    return { why: 'its name is not clear' };
  const [start, end] = instructionAt(text, at.line);
  const found = wordIn(text.slice(start, end), image);
  return found === undefined ? { why: UNCLEAR } : { offset: start + found + image.length };
}

/** Where the digest goes behind the default of the variable that an image is. */
function placeOfDefault(text: string, image: BaseImage, images: readonly BaseImage[]): Offset {
  const { resolved, at } = image;
  const inline = /^\$\{\w+:?-([^${}]+)\}$/.exec(image.text)?.[1];
  if (inline !== undefined && inline === resolved) {
    const [start, end] = instructionAt(text, at.line);
    const found = text.slice(start, end).indexOf(image.text);
    return found < 0 ? { why: UNCLEAR } : { offset: start + found + image.text.length - 1 };
  }
  const variable = /^\$(?:(\w+)|\{(\w+)\})$/.exec(image.text)?.slice(1).find(Boolean);
  if (variable === undefined || resolved === undefined)
    return { why: 'a part of it is a variable; write the image out, or make the variable the whole image' };
  const declared = [...text.matchAll(/^[ \t]*ARG[ \t]+(\w+)=(["']?)([^\s"']*)\2[ \t]*\r?$/gim)].filter(
    ([, name]) => name === variable,
  );
  const [only] = declared;
  if (!only || declared.length > 1 || only[3] !== resolved)
    return { why: `its default does not stand in one ARG of the same file; write it there` };
  const uses = text.match(new RegExp(`\\$(?:\\{${variable}\\b|${variable}\\b)`, 'g'))?.length ?? 0;
  const asImage = images.filter((one) => one.at.file === at.file && one.text === image.text).length;
  if (uses > asImage) return { why: `ARG ${variable} is used for other things too` };
  return { offset: only.index + only[0].lastIndexOf(resolved) + resolved.length };
}

const UNCLEAR = 'the place of its name is not clear; write the digest by hand';

function insertion({ path, text }: FileText, offset: number, { image, digest }: Digest): Edit {
  return {
    path,
    line: linesOf(text)(offset),
    offset,
    before: '',
    after: `@${digest}`,
    what: image,
    why: `${image} is pinned to its digest`,
    source: '--digest',
  };
}

/** From where to where the instruction reaches that begins on a line: over lines that end in a continuation mark. */
function instructionAt(text: string, line: number): [start: number, end: number] {
  let start = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return [text.length, text.length];
    start = next + 1;
  }
  let end = start;
  for (;;) {
    const next = text.indexOf('\n', end);
    const content = text.slice(end, next < 0 ? undefined : next).trimEnd();
    if (next < 0) return [start, text.length];
    end = next + 1;
    if (!/[\\`]$/.test(content) && !/^\s*#/.test(content)) return [start, next];
  }
}

/** Where a text stands as a word of its own, comments left out; its first place. */
function wordIn(text: string, word: string): number | undefined {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? '\n', text[at + word.length] ?? '\n'];
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const isComment = /^\s*#/.test(text.slice(lineStart, at));
    if (/[\s"'=,]/.test(before) && /[\s"',}\]]/.test(after) && !isComment) return at;
  }
  return undefined;
}
