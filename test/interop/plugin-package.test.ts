import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { Report } from '../../src/report/report.js';
import { documented } from '../support/plugin.js';
import { temporaryFolder } from '../support/repository.js';

// What users get: the packed package, installed by npm outside of this repository, with a plugin package beside it.
let project: string;

async function put(path: string, content: string | object): Promise<void> {
  const target = join(project, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
}

function tsc(...args: string[]) {
  const bin = resolve('node_modules/typescript/bin/tsc');
  return execa(process.execPath, [bin, ...args], { cwd: project, reject: false });
}

beforeAll(async () => {
  project = await temporaryFolder();
  const { stdout } = await execa('npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    project,
  ]);
  const packed = JSON.parse(stdout) as { filename: string }[];
  await put('package.json', { name: 'user', private: true, type: 'module', workspaces: ['plugins/*'] });
  await put('plugins/owners/package.json', {
    name: 'repro-plugin-owners',
    version: '1.2.3',
    type: 'module',
    exports: './dist/index.js',
    peerDependencies: { 'repro-check': '*' },
  });
  await put('plugins/owners/src/index.ts', await documented('src/index.ts'));
  await put('plugins/owners/tsconfig.json', {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      target: 'es2022',
      module: 'nodenext',
      declaration: true,
      rootDir: 'src',
      outDir: 'dist',
      types: [],
    },
    include: ['src'],
  });
  await execa('npm', ['install', '--no-audit', '--no-fund', `./${packed[0]!.filename}`], { cwd: project });
}, 300_000);

test('the plugin of docs/plugins.md passes the type check, its mistakes do not', async () => {
  expect(await tsc('-p', 'plugins/owners')).toMatchObject({ exitCode: 0, stdout: '' });
  const good = await documented('src/index.ts');
  for (const [from, to, error] of [
    ["needs: ['git']", "needs: ['gitt']", /gitt.*is not assignable/],
    ["needs: ['git']", 'needs: []', /Property 'git' does not exist/],
    ['owners.length >= atLeast', 'owners.size >= atLeast', /'size' does not exist on type 'string\[\]'/],
    ["severity: 'advised'", "severity: 'heavy'", /"heavy".*is not assignable/],
    [
      'owners.length >= atLeast',
      'owners.length >= atLeast.length',
      /'length' does not exist on type 'number'/,
    ],
    ["key: 'owners'", "kee: 'owners'", /kee/],
  ] as const) {
    expect(good).toContain(from);
    await put('plugins/owners/src/wrong.ts', good.replace(from, to));
    const { exitCode, stdout } = await tsc('-p', 'plugins/owners', '--noEmit');
    expect(stdout).toMatch(error);
    expect(exitCode).not.toBe(0);
  }
});

test('repro check runs it from the installed command', async () => {
  await put(
    'repro.config.yaml',
    'plugins: [repro-plugin-owners]\nchecks: { owners/named: { atLeast: 2 } }\n',
  );
  await put('OWNERS', 'ann\n');
  await put('.gitignore', 'node_modules\n');
  const flags = ['check', '--allow-plugins', '--only', 'owners', '--format', 'json'];
  const ran = await execa(join(project, 'node_modules/.bin/repro'), flags, { cwd: project, reject: false });
  expect(ran.stderr).toBe('');
  const { results, plugins } = Report.parse(JSON.parse(ran.stdout));
  expect(results).toMatchObject([
    { id: 'owners/named', status: 'fail', summary: '1 of 2 owners before the first commit' },
  ]);
  expect(plugins).toMatchObject([{ from: 'repro-plugin-owners', name: 'owners', loaded: true }]);
});

test('nothing but the plugin entry can be imported from the package', async () => {
  const inside = (specifier: string) =>
    execa(
      process.execPath,
      ['--input-type=module', '-e', `console.log(Object.keys(await import('${specifier}')).sort().join())`],
      {
        cwd: project,
        reject: false,
      },
    );
  expect((await inside('repro-check/plugin')).stdout).toBe(
    'CannotTell,api,defineCheck,defineFact,definePlugin,fail,partial,pass,skip,unknown,z',
  );
  expect((await inside('repro-check')).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  expect((await inside('repro-check/dist/main.js')).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
