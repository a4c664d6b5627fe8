import { dependencies } from '../../src/facts/dependencies.js';
import { Project } from '../../src/facts/fact.js';
import type { Installed } from '../../src/facts/installed.js';
import { lockfiles } from '../../src/facts/lockfiles.js';
import { MemorySource } from '../../src/facts/source.js';
import { decodeText } from '../../src/facts/text.js';
import { editedBytes } from '../../src/fixing/edit.js';
import type { Plan, Texts } from '../../src/fixing/model.js';
import { planPins } from '../../src/fixing/pins.js';
import { readTexts } from '../../src/fixing/read.js';
import { editsByFile } from '../../src/fixing/tell.js';

/** An environment with these packages: name to version, or to all that is known of it. */
export function environmentWith(
  packages: Readonly<
    Record<string, string | Partial<NonNullable<Installed['environment']>['packages'][number]>>
  >,
  { python = '3.11.9' }: { python?: string } = {},
): Installed {
  return {
    refused: [],
    environment: {
      name: '.venv',
      from: 'project',
      kind: 'venv',
      python,
      system: false,
      markers: {
        sys_platform: 'linux',
        os_name: 'posix',
        platform_system: 'Linux',
        python_version: python.split('.').slice(0, 2).join('.'),
        python_full_version: python,
      },
      problems: [],
      packages: Object.entries(packages).map(([name, known]) => ({
        name,
        version: '1.0',
        ecosystem: 'pypi' as const,
        imports: [],
        ...(typeof known === 'string' ? { version: known } : known),
      })),
    },
  };
}

export interface Pinned {
  plan: Plan;
  /** The text of each file that changes, afterwards. */
  after: Record<string, string>;
  /** `path:line what: why`. */
  left: string[];
}

/** Plans pins for a project in memory, and makes its edits there. */
export async function pinned(
  files: Readonly<Record<string, string | Uint8Array>>,
  installed: Installed = { refused: [] },
  mayFloat: readonly string[] = [],
): Promise<Pinned> {
  const project = new Project(new MemorySource(files));
  project.preset('installed', installed);
  const found = await project.get(dependencies);
  const texts = await readTexts(
    project,
    found.main.map(({ path }) => path),
  );
  const plan = planPins({
    dependencies: found,
    lockfiles: await project.get(lockfiles),
    installed,
    texts,
    mayFloat,
  });
  return { plan, after: afterwards(plan, texts), left: leftLines(plan) };
}

/** The decoded text of each file that a plan edits, as it is afterwards. */
export function afterwards(plan: Plan, texts: Texts): Record<string, string> {
  return Object.fromEntries(
    [...editsByFile(plan.edits)].map(([path, edits]) => [
      path,
      decodeText(editedBytes(texts.get(path)!, edits)!).text,
    ]),
  );
}

/** What a plan leaves, one line each. */
export function leftLines({ left }: Plan): string[] {
  return left.map(
    ({ path, line, what, why }) => `${path}${line === undefined ? '' : `:${line}`} ${what}: ${why}`,
  );
}
