import { entriesOf, itemsOf, parseYaml, textOf } from '../formats/yaml.js';
import type { Said } from './version-files.js';
import { versionInImage, versionOf } from './versions.js';

/** Configuration files of continuous integration. */
export const CI_FILE =
  /^(?:\.github\/workflows\/[^/]+|\.gitlab-ci|azure-pipelines[\w.-]*|bitbucket-pipelines|\.circleci\/config|\.travis)\.ya?ml$/;

/** Keys under which a version is set up: GitHub's step, matrices, Azure's task, Travis. */
const VERSION_KEY = /^(?:python|py)(?:[-_.]?versions?)?$|^pythons$|^versionSpec$/i;

/** The versions that CI sets up, in steps, matrices and images. */
export function readCi(text: string): Said[] {
  const yaml = parseYaml(text);
  const out: Said[] = [];
  const visit = (node: unknown, depth: number): void => {
    if (depth > 30) return;
    for (const { key, value } of entriesOf(node)) {
      const items = itemsOf(value).length > 0 ? itemsOf(value) : [value];
      if (VERSION_KEY.test(key)) {
        for (const item of items) {
          const written = textOf(item);
          // A step may list several versions, one a line.
          for (const version of written?.split(/[\s,]+/).map(versionOf) ?? []) {
            if (version !== undefined)
              out.push({ text: `${key}: ${version}`, version, role: 'ci', line: yaml.line(item) });
          }
          visit(item, depth + 1);
        }
        continue;
      }
      const image = key === 'image' || key === 'container' ? textOf(value) : undefined;
      const version = image === undefined ? undefined : versionInImage(image);
      if (version !== undefined)
        out.push({ text: `${key}: ${image}`, version, role: 'ci', line: yaml.line(value) });
      visit(value, depth + 1);
    }
    for (const item of itemsOf(node)) visit(item, depth + 1);
  };
  visit(yaml.document.contents, 0);
  return out;
}
