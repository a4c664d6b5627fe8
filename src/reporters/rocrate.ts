import type { Report } from '../report/report.js';
import { visible } from './layout.js';
import { isWebAddress } from './links.js';
import type { Reporter } from './reporter.js';
import { ACTION, assessmentOf, standardId, standardOf } from './rocrate-assessment.js';
import { type Entity, ROOT, reference, timeOf } from './rocrate-entity.js';
import { knownFiles } from './rocrate-files.js';
import { isPython, mentionOf, PYTHON, partOf } from './rocrate-parts.js';

/**
 * The metadata of a crate by RO-Crate 1.1 (https://www.researchobject.org/ro-crate/specification/1.1/), to be written to
 * `ro-crate-metadata.json` at the root of the project: the files that the report knows with their hashes, and the
 * assessment as an action with its review. What the report does not hold is left out.
 */
export const rocrate: Reporter = (report) => {
  const { files, absent } = knownFiles(report);
  const parts = files.flatMap(partOf);
  const mentions = absent.flatMap(mentionOf);
  const license = licenseOf(report);
  const standards = (report.standards ?? []).flatMap(standardOf);
  const graph: Entity[] = [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
      about: { '@id': './' },
    },
    rootOf(report, parts, mentions, license),
    ...parts,
    ...mentions,
    ...(typeof license === 'string' ? [] : [license]),
    ...(files.some(isPython) ? [PYTHON] : []),
    ...commitOf(report),
    ...assessmentOf(report),
    ...standards,
  ];
  return `${JSON.stringify({ '@context': CONTEXT, '@graph': once(graph).map(tidy) }, null, 2)}\n`;
};

/** Digests of files have no term in 1.1 itself; these are those of its profiles for runs of workflows. */
const CONTEXT = [
  'https://w3id.org/ro/crate/1.1/context',
  {
    md5: 'https://w3id.org/ro/terms/workflow-run#md5',
    sha1: 'https://w3id.org/ro/terms/workflow-run#sha1',
    sha256: 'https://w3id.org/ro/terms/workflow-run#sha256',
  },
];

function rootOf(
  report: Report,
  parts: readonly Entity[],
  mentions: readonly Entity[],
  license: Entity | string,
): Entity {
  const { project, tool, standards = [] } = report;
  const state =
    project.commit === null
      ? ''
      : ` at commit ${project.commit}${project.dirty ? ' with uncommitted changes' : ''}`;
  return {
    ...ROOT,
    '@type': 'Dataset',
    name: project.name,
    description: `The files of ${project.name}${state} that its assessment by ${tool.name} ${tool.version} names`,
    datePublished: timeOf(report.startedAt),
    license: typeof license === 'string' ? license : reference(license),
    identifier: project.commit === null ? undefined : { '@id': '#commit' },
    url: isWebAddress(project.remote) ? project.remote : undefined,
    hasPart: parts.filter(({ '@id': id }) => !id.startsWith('#')).map(reference),
    mentions: [
      ...mentions.filter(({ '@type': type }) => type !== 'PropertyValue').map(reference),
      ACTION,
      ...standards.map((standard) => ({ '@id': standardId(standard) })),
    ],
  };
}

/** A known licence as an entity; else what there is to say, because every crate must say something. */
function licenseOf({ results }: Report): Entity | string {
  const found = results.find(({ id }) => id === 'docs/license');
  if (!found) return 'The licence was not looked at';
  const { license } = found.data;
  // One with terms added is not that of the list.
  if (found.status !== 'pass' || typeof license !== 'string' || !/^[\w.+-]+$/.test(license))
    return `Licence: ${found.summary}`;
  return {
    '@id': `https://spdx.org/licenses/${license}`,
    '@type': 'CreativeWork',
    name: license,
    description: `The licence that the SPDX list calls ${license}`,
    url: `https://spdx.org/licenses/${license}.html`,
  };
}

function commitOf({ project: { commit } }: Report): Entity[] {
  if (commit === null) return [];
  return [
    { '@id': '#commit', '@type': 'PropertyValue', name: 'git commit', propertyID: 'git', value: commit },
  ];
}

/** The first of each id: a report that was made by hand may name a category twice. */
function once(graph: readonly Entity[]): Entity[] {
  return [...new Map(graph.toReversed().map((entity) => [entity['@id'], entity])).values()].toReversed();
}

/** Without what is not known, lists of one as the one (as 1.1 advises), and every text made visible, ids aside: they are encoded. */
function tidy(entity: Entity): Entity {
  const shown = Object.entries(entity).flatMap(([key, value]) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
    return [[key, typeof one === 'string' && !key.startsWith('@') ? visible(one) : one]];
  });
  return Object.fromEntries(shown) as Entity;
}
