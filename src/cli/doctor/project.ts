import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { count, listed } from '../../checks/check.js';
import { CannotTell, UserError } from '../../errors.js';
import { locateRepository } from '../../facts/git/locate.js';
import { projectFolder } from '../folder.js';
import { openMembers } from '../members.js';
import { openProject } from '../open.js';
import type { Item } from './diagnosis.js';
import { isOnPath } from './machine.js';

/** What there is to say of the project in a folder. No code of it runs. Throws `UserError` for a path that is no folder. */
export async function projectItems(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<Item[]> {
  const folder = await realpath(await projectFolder(path));
  const repository = await repositoryItem(folder);
  try {
    const { project, config } = await openProject(path, {});
    const { layers, plugins, settings } = config;
    const files = layers.flatMap(({ file }) => (file === undefined ? [] : [file]));
    const items: Item[] = [
      repository,
      {
        id: 'config',
        state: 'fine',
        text:
          config.file === null
            ? 'no config: what can be found is found; `repro init` writes one'
            : `config ${config.file}${config.root === folder ? '' : ` in ${relative(folder, config.root)}`}, which extends ${config.extends}`,
        data: { file: config.file, extends: config.extends, files },
      },
    ];
    if (plugins.named.length > 0)
      items.push({
        id: 'plugins',
        state: 'note',
        text: `the config names ${count(plugins.named.length, 'plugin')}: ${listed(plugins.named)}; they are not loaded here`,
        fix: 'Run `repro check --allow-plugins` where you trust them.',
        data: { named: [...plugins.named] },
      });
    const members = await openMembers({
      config,
      project,
      folder: config.root,
      only: [],
      find: true,
      ownConfigs: true,
      withFlags: (policy) => policy,
    });
    const paths = (members ?? []).filter(({ judged }) => judged).map((member) => member.path);
    items.push({
      id: 'projects',
      state: 'fine',
      text: members ? `${count(paths.length, 'project')}: ${listed(paths, 10)}` : 'a single project',
      data: { paths },
    });
    const { linter } = settings.project;
    if (linter !== 'embedded') {
      const isThere = await isOnPath(linter, env, platform);
      items.push({
        id: 'linter',
        state: isThere ? 'fine' : 'problem',
        text: `the config wants ${linter} to judge the style of the code, which is ${isThere ? '' : 'not '}on the PATH`,
        ...(!isThere && { fix: `Install ${linter}, or take project.linter out of the config.` }),
        data: { name: linter },
      });
    }
    return items;
  } catch (error) {
    if (!(error instanceof UserError || error instanceof CannotTell)) throw error;
    const hint = error instanceof UserError ? error.hint : undefined;
    return [
      repository,
      {
        id: 'config',
        state: 'problem',
        text: error.message,
        fix: hint ?? 'Mend the config; repro.config.example.yaml shows every key.',
        data: { file: null },
      },
    ];
  }
}

async function repositoryItem(folder: string): Promise<Item> {
  const found = await locateRepository(folder);
  const data = { kind: found?.kind ?? null, prefix: found?.prefix ?? null };
  if (!found)
    return {
      id: 'repository',
      state: 'problem',
      text: 'no git repository',
      fix: 'Run `git init` in the project, and commit it.',
      data,
    };
  if (found.kind === 'bare')
    return {
      id: 'repository',
      state: 'problem',
      text: 'a bare repository has no files',
      fix: 'Judge a clone of it.',
      data,
    };
  const text = found.prefix === '' ? 'the top of a git repository' : `${found.prefix} in a git repository`;
  return { id: 'repository', state: 'fine', text, data };
}
