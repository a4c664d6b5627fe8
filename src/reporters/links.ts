import type { Finding, Report } from '../report/report.js';
import { code, encodePath } from './markdown-text.js';
import { placeOf } from './places.js';

/** What links need to know of a project. */
type Judged = Pick<Report['project'], 'folder' | 'remote' | 'commit'>;

/** How a forge writes the addresses of a file, of a line in it and of a commit. */
interface Forge {
  host: RegExp;
  file: string;
  line: string;
  commit: string;
}

/** Bitbucket's own servers have other addresses than bitbucket.org, and are left out. */
const FORGES: readonly Forge[] = [
  { host: /^(?:[\w.-]+[.-])?github[.-]/, file: 'blob', line: '#L', commit: 'commit' },
  { host: /^(?:[\w.-]+[.-])?gitlab[.-]/, file: '-/blob', line: '#L', commit: '-/commit' },
  { host: /^bitbucket\.org$/, file: 'src', line: '#lines-', commit: 'commits' },
];
const WEB_ADDRESS = /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~%+@:-]+)+$/;
const COMMIT = /^[0-9a-f]{7,64}$/;

type Place = Pick<Finding, 'file' | 'line' | 'cell'>;

/**
 * A finding's place as a link to file and line: on the forge that hosts the repository, at the judged commit; relative
 * to the project root where the forge is none that is known.
 */
export function placeLink({ project }: { project: Judged }, place: Place): string {
  const { file } = place;
  if (file === undefined) return '';
  const line = place.cell === undefined ? place.line : undefined;
  const address =
    fileAddress(project, place) ?? `./${encodePath(file)}${line === undefined ? '' : `#L${line}`}`;
  return `[${code(placeName(place))}](${address})`;
}

/** A place in words: `file:line`, for notebooks with the cell and the line in it; empty where there is none. */
export function placeName({ file, line, cell }: Place): string {
  return placeOf({ file, line, cell, column: undefined });
}

/** The address of a file and line at the judged commit; none where the forge is none that is known. */
export function fileAddress(project: Judged, { file, line, cell }: Place): string | undefined {
  const forge = forgeOf(project);
  if (!forge || file === undefined) return undefined;
  const path = encodePath(project.folder === '' ? file : `${project.folder}/${file}`);
  const anchor = line === undefined || cell !== undefined ? '' : `${forge.line}${line}`;
  return `${project.remote}/${forge.file}/${project.commit}/${path}${anchor}`;
}

/** The judged commit, linked where the forge is known. */
export function commitLink({ project }: { project: Judged }): string {
  if (project.commit === null) return 'none';
  const name = code(project.commit.slice(0, 12));
  const address = commitAddress(project);
  return address === undefined ? name : `[${name}](${address})`;
}

/** The address of the judged commit; none where the forge is none that is known. */
export function commitAddress(project: Judged): string | undefined {
  const forge = forgeOf(project);
  return forge && `${project.remote}/${forge.commit}/${project.commit}`;
}

/** True for an http(s) address of which every character may stand in a link. */
export function isWebAddress(text: string | null): text is string {
  return text !== null && WEB_ADDRESS.test(text);
}

/** The forge of a project; none unless address and commit are such that a link can be made of them safely. */
function forgeOf({ remote, commit }: Judged): Forge | undefined {
  if (!isWebAddress(remote) || commit === null || !COMMIT.test(commit)) return undefined;
  const { hostname } = new URL(remote);
  return FORGES.find(({ host }) => host.test(hostname));
}
