import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { hashes } from '../../src/facts/hashes.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, temporaryFolder } from '../support/repository.js';

const program = join(inject('bin'), 'dvc');

/** A repository in which the real DVC keeps a file, a folder and one with CRLF line ends, and has a remote. */
async function project(): Promise<Dvc> {
  const root = join(await temporaryFolder(), 'project');
  const dvc = new Dvc(root);
  dvc.write('data/rows.csv', 'id,amount\n1,20\n');
  dvc.write('windows.csv', 'id,amount\r\n1,20\r\n');
  for (const name of ['1.txt', '2.txt', '3.txt', 'deep/ä.bin', 'skip.tmp'])
    dvc.write(`images/${name}`, `${name}\r\n`);
  dvc.write('.dvcignore', '*.tmp\n');
  await git(root, 'init', '-q');
  dvc.run('init', '-q');
  dvc.run('remote', 'add', '-q', '-d', 'near', '../store');
  dvc.run('add', '-q', 'data/rows.csv', 'windows.csv', 'images');
  await commit(root);
  return dvc;
}

async function commit(root: string): Promise<void> {
  await git(root, 'add', '--all');
  await git(root, 'commit', '-q', '-m', 'data');
}

class Dvc {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  run(...args: string[]): string {
    return execFileSync(program, args, {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DVC_NO_ANALYTICS: '1' },
    });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Paths of the objects in the cache, oldest layout and newest. */
  objects(): string[] {
    return readdirSync(join(this.root, '.dvc/cache'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(^|\/)[0-9a-f]{2}\/[0-9a-f]{30}(\.dir)?$/.test(name))
      .map((name) => `.dvc/cache/${name}`);
  }

  /** What DVC says of each output: of the work tree, and whether the cache lacks it. */
  told(): Record<string, string> {
    const status: Record<string, unknown> = JSON.parse(this.run('status', '--json'));
    const data = JSON.parse(this.run('data', 'status', '--json'));
    const { modified = [], deleted = [], added = [] } = data.uncommitted ?? {};
    const outs = Object.values(status).flatMap((changes) =>
      (changes as object[]).flatMap((one) =>
        Object.entries((one as { 'changed outs'?: object })['changed outs'] ?? {}),
      ),
    );
    const lacking = new Set(outs.flatMap(([path, word]) => (word === 'not in cache' ? [path] : [])));
    const said: Record<string, string> = {};
    for (const path of [...modified, ...added].map(plain)) said[path] = 'modified';
    for (const path of deleted.map(plain))
      said[path] = lacking.has(path) ? 'deleted, not in cache' : 'deleted';
    // `dvc status` says the same, but of what the cache lacks only that; `dvc data status` leaves out what is not cached.
    for (const [path, word] of outs)
      if (word !== 'not in cache') expect([path, said[path] ?? word]).toEqual([path, word]);
    for (const path of Object.keys(said)) expect(outs.map(([out]) => out)).toContain(path);
    for (const [path, word] of outs) if (word !== 'not in cache') said[path] ??= word;
    return said;
  }

  /** The same of ours. */
  async ours(): Promise<Record<string, string>> {
    const said: Record<string, string> = {};
    for (const { path, status } of (await this.results()).filter(({ status }) => status !== 'ok'))
      said[path] =
        { mismatch: 'modified', stored: 'deleted', absent: 'deleted, not in cache' }[status as string] ??
        status;
    return said;
  }

  async results() {
    const { results, problems } = await new Project(await FolderSource.open(this.root)).get(hashes);
    expect(problems).toEqual([]);
    return results;
  }

  /** The files of a folder that differ, in our words, as DVC tells them. */
  toldFiles(folder: string): string[] {
    const {
      added = [],
      deleted = [],
      modified = [],
      renamed = [],
    } = JSON.parse(this.run('data', 'status', '--granular', '--json')).uncommitted ?? {};
    return [
      ...added.map((path: string) => `${path} added`),
      ...deleted.map((path: string) => `${path} removed`),
      ...modified.map((path: string) => `${path} changed`),
      ...renamed.flatMap(({ old, new: now }: { old: string; new: string }) => [
        `${old} removed`,
        `${now} added`,
      ]),
    ]
      .filter((line) => line.startsWith(`${folder}/`) && !line.startsWith(`${folder}/ `))
      .map((line) => line.slice(folder.length + 1))
      .sort();
  }
}

function plain(path: string): string {
  return path.replace(/\/$/, '');
}

/** What is done to a fresh project; each must be seen the same by both. */
const CHANGES: Record<string, (dvc: Dvc) => void | Promise<void>> = {
  nothing: () => {},
  'a changed file': (dvc) => dvc.write('data/rows.csv', 'id,amount\n1,21\n'),
  'line ends of a file': (dvc) => dvc.write('windows.csv', 'id,amount\n1,20\n'),
  'a file that joined a folder': (dvc) => dvc.write('images/4.txt', 'new'),
  'a file that left a folder': (dvc) => dvc.remove('images/deep/ä.bin'),
  'a renamed, a changed and a removed file': (dvc) => {
    renameSync(join(dvc.root, 'images/1.txt'), join(dvc.root, 'images/one.txt'));
    dvc.write('images/2.txt', 'other');
    dvc.remove('images/3.txt');
  },
  'a file that .dvcignore leaves out': (dvc) => dvc.write('images/other.tmp', 'new'),
  'a .dvcignore that leaves out what was recorded': (dvc) => dvc.write('.dvcignore', '*.tmp\n2.txt\n'),
  'a file and a folder that are gone, with the cache': (dvc) => {
    dvc.remove('data/rows.csv');
    dvc.remove('images');
  },
  'all gone, without the cache': (dvc) => {
    for (const path of ['data/rows.csv', 'images', '.dvc/cache']) dvc.remove(path);
  },
  'a cache that lost all, with the data here': (dvc) => dvc.remove('.dvc/cache'),
  'a changed file, and no cache': (dvc) => {
    dvc.write('data/rows.csv', 'other');
    dvc.remove('.dvc/cache');
  },
  'a folder that is gone, and a file of it that the cache lost': (dvc) => {
    dvc.remove('images');
    const lost = dvc.objects().find((path) => readFileSync(join(dvc.root, path), 'utf8') === '2.txt\r\n');
    dvc.remove(lost as string);
  },
  'an emptied folder': (dvc) => {
    dvc.remove('images');
    mkdirSync(join(dvc.root, 'images'));
  },
  'a file where a folder was': (dvc) => {
    dvc.remove('images');
    dvc.write('images', 'x');
  },
  'a cache elsewhere in the project': (dvc) => {
    renameSync(join(dvc.root, '.dvc/cache'), join(dvc.root, 'kept'));
    dvc.run('cache', 'dir', '-q', 'kept');
    dvc.remove('data/rows.csv');
  },
  'a cache that config.local names': (dvc) => {
    renameSync(join(dvc.root, '.dvc/cache'), join(dvc.root, 'kept'));
    dvc.run('cache', 'dir', '-q', '--local', join(dvc.root, 'kept'));
    dvc.remove('images');
  },
  'a working folder in the .dvc file': (dvc) => {
    dvc.write(
      'data/rows.csv.dvc',
      readFileSync(join(dvc.root, 'data/rows.csv.dvc'), 'utf8').concat('wdir: ../data\n'),
    );
    dvc.write('data/rows.csv', 'other');
  },
  'an output that is kept out of the cache': (dvc) => {
    const path = 'windows.csv.dvc';
    dvc.write(path, readFileSync(join(dvc.root, path), 'utf8').concat('  cache: false\n'));
    dvc.write('windows.csv', 'other');
  },
};

describe('what DVC says of data, we say', () => {
  test.each(Object.entries(CHANGES))('%s', async (_, change) => {
    const dvc = await project();
    await change(dvc);
    expect(await dvc.ours()).toEqual(dvc.told());
  });

  test.each(['a renamed, a changed and a removed file', 'a file that joined a folder'])(
    'by the names of the files: %s',
    async (name) => {
      const dvc = await project();
      await CHANGES[name]?.(dvc);
      const [result] = (await dvc.results()).filter(({ path }) => path === 'images');
      expect(result?.differences.map(({ path, change }) => `${path} ${change}`).sort()).toEqual(
        dvc.toldFiles('images'),
      );
    },
  );

  test('of an import, from a file of this machine and from a repository', async () => {
    const dvc = await project();
    const other = await project();
    dvc.run('import-url', '-q', join(other.root, 'data/rows.csv'), 'copied.csv');
    dvc.run('import', '-q', other.root, 'images', '-o', 'imported');
    await commit(dvc.root);
    expect(await dvc.ours()).toEqual(dvc.told());
    dvc.write('copied.csv', 'other');
    dvc.write('imported/1.txt', 'other');
    expect(await dvc.ours()).toEqual({ 'copied.csv': 'modified', imported: 'modified' });
    expect(dvc.told()).toEqual({ 'copied.csv': 'modified', imported: 'modified' });
  });

  test('of files that DVC 2 recorded, whatever their line ends', async () => {
    const dvc = await project();
    // As DVC 2 wrote them: no `hash`, the md5 of text with LF, the cache in its first layout.
    const path = 'windows.csv.dvc';
    const md5 = execFileSync('md5sum', { input: 'id,amount\n1,20\n', encoding: 'utf8' }).slice(0, 32);
    dvc.write(path, `outs:\n- md5: ${md5}\n  size: 17\n  path: windows.csv\n`);
    dvc.write(`.dvc/cache/${md5.slice(0, 2)}/${md5.slice(2)}`, 'id,amount\r\n1,20\r\n');
    expect(await dvc.ours()).toEqual(dvc.told());
    dvc.remove('windows.csv');
    expect(await dvc.ours()).toEqual({ 'windows.csv': 'deleted' });
    expect(dvc.told()).toEqual({ 'windows.csv': 'deleted' });
    dvc.write('windows.csv', 'other\r\n');
    expect(await dvc.ours()).toEqual(dvc.told());
  });

  test('of a pipeline, its working folders, templates and frozen stages', async () => {
    const dvc = await project();
    dvc.write('part/work/in.csv', 'a\n');
    dvc.write(
      'part/dvc.yaml',
      [
        'stages:',
        '  prepare:',
        '    cmd: cp in.csv out.csv',
        '    wdir: work',
        '    deps: [in.csv]',
        '    outs: [out.csv]',
        '  each:',
        '    foreach: [a, b]',
        '    do:',
        '      cmd: echo ${item} > rows_${item}.csv',
        '      outs: ["rows_${item}.csv"]',
        '',
      ].join('\n'),
    );
    execFileSync(program, ['repro', '-q'], {
      cwd: join(dvc.root, 'part'),
      env: { ...process.env, DVC_NO_ANALYTICS: '1' },
    });
    await commit(dvc.root);
    expect(await dvc.ours()).toEqual(dvc.told());
    dvc.write('part/work/out.csv', 'other');
    dvc.remove('part/rows_a.csv');
    expect(await dvc.ours()).toEqual({ 'part/work/out.csv': 'modified', 'part/rows_a.csv': 'deleted' });
    expect(dvc.told()).toEqual({ 'part/work/out.csv': 'modified', 'part/rows_a.csv': 'deleted' });
  });

  test('a damaged copy in the cache is found, which DVC takes on trust', async () => {
    const dvc = await project();
    dvc.remove('windows.csv');
    const object = dvc
      .objects()
      .find((path) => readFileSync(join(dvc.root, path), 'utf8').includes('1,20\r\n')) as string;
    chmodSync(join(dvc.root, object), 0o644);
    dvc.write(object, 'damaged');
    expect(await dvc.ours()).toEqual({ 'windows.csv': 'corrupt' });
    dvc.run('checkout', '-q', 'windows.csv.dvc');
    expect(dvc.told()).toEqual({});
    expect(await dvc.ours()).toEqual({ 'windows.csv': 'modified' });
  });

  test('a pushed remote that is a folder of the project serves as well as the cache', async () => {
    const dvc = await project();
    dvc.run('remote', 'modify', '-q', 'near', 'url', 'kept');
    dvc.run('push', '-q');
    dvc.remove('images');
    dvc.remove('.dvc/cache');
    expect(await dvc.ours()).toEqual({ images: 'deleted' });
    dvc.run('pull', '-q');
    expect(await dvc.ours()).toEqual({});
  });
});
