import type { Finding, Report } from '../report/report.js';
import { code, encodePath } from './markdown-text.js';

/**
 * A finding's place as a link to file and line: on the forge that hosts the repository at the judged commit, in the
 * URL form of GitHub, GitLab or Bitbucket; else relative to the project root.
 */
export function placeLink({ project }: Report, { file, line, cell }: Finding): string {
  if (file === undefined) return '';
  const label = cell !== undefined ? `${file} cell ${cell}` : line === undefined ? file : `${file}:${line}`;
  return `[${code(label)}](${address(project, file, cell === undefined ? line : undefined)})`;
}

function address(project: Report['project'], file: string, line: number | undefined): string {
  const { remote, commit, folder } = project;
  if (remote === null || commit === null)
    return `./${encodePath(file)}${line === undefined ? '' : `#L${line}`}`;
  const path = encodePath(folder === '' ? file : `${folder}/${file}`);
  if (isHost(remote, 'bitbucket'))
    return `${remote}/src/${commit}/${path}${line === undefined ? '' : `#lines-${line}`}`;
  const blob = isHost(remote, 'gitlab') ? '-/blob' : 'blob';
  return `${remote}/${blob}/${commit}/${path}${line === undefined ? '' : `#L${line}`}`;
}

/** The judged commit, linked where the forge is known. */
export function commitLink({ project }: Report): string {
  const { commit, remote } = project;
  if (commit === null) return 'none';
  const name = code(commit.slice(0, 12));
  if (remote === null) return name;
  const form = isHost(remote, 'bitbucket') ? 'commits' : isHost(remote, 'gitlab') ? '-/commit' : 'commit';
  return `[${name}](${remote}/${form}/${commit})`;
}

function isHost(remote: string, name: string): boolean {
  return URL.canParse(remote) && new URL(remote).hostname.includes(name);
}
