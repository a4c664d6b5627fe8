import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.js';
import { CATEGORIES } from '../../src/engine/categories.js';
import { defaultPolicy } from '../../src/engine/policy.js';
import { run } from '../../src/engine/run.js';
import { UserError } from '../../src/errors.js';
import { Project } from '../../src/facts/fact.js';
import { FolderSource } from '../../src/facts/source.js';
import { loadPlugins } from '../../src/plugin/load.js';
import { folderWith } from '../support/cli.js';
import { pluginText } from '../support/plugin.js';
import { temporaryFolder } from '../support/repository.js';

const FROM = './tools/acme.mjs';

function load(root: string, ...entries: string[]) {
  return loadPlugins(entries, { root, checks, categories: CATEGORIES, limits: { check: 300, load: 300 } });
}

/** What is said of entries that cannot be loaded: message and hint. */
async function refusal(root: string, ...entries: string[]): Promise<string> {
  const error = await load(root, ...entries).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const { message, hint } = error as UserError;
  return hint === undefined ? message : `${message}\n  hint: ${hint}`;
}

const CHECK = `{ id: 'acme/two', title: 'T', severity: 'advised', why: 'W', fix: 'F', needs: [],
  examples: { pass: { files: {} }, fail: { files: {} } }, run: () => pass('x') }`;

describe('plugins that cannot be loaded are mistakes of the user that name the plugin', () => {
  test.each<[string, string, RegExp]>([
    ['throws at import', 'const a = 1;\nthrow new Error("no luck");', /cannot be loaded: it threw: no luck \(line 2\)/],
    ['throws in its function', 'export default () => {\n  throw "text";\n};', /cannot be loaded: it threw: text/],
    ['does not parse', 'export default {', /cannot be loaded: it threw: /],
    ['exports nothing', 'export const a = 1;', /exports no plugin\n {2}hint: its default export/],
    ['never loads', 'await new Promise(() => {});', /loading the plugin .* took longer than 0\.3 s/],
    ['lacks repro-check', "import { pass } from 'repro-check/plugin';", /hint: without repro-check beside it/],
    ['no checks', 'export default { name: "a", categories: [], checks: [] };', /acme\.mjs: categories: /],
    ['an id twice', pluginText({ more: `defineCheck(${CHECK.replace('two', 'one')})` }), /the id acme\/one is taken by the plugin itself/],
    ['an id of no category', pluginText({ more: `defineCheck(${CHECK.replace('acme/', 'other/')})` }), /other\/two is in no category of the plugin/],
    ['an id in our category', pluginText({ more: `defineCheck(${CHECK.replace('acme/', 'env/')})` }), /env\/two is in no category of the plugin: env belongs to repro/],
    ['our category', pluginText({ plugin: "categories: [{ id: 'env', title: 'E', weight: 1 }]," }), /the category env is taken by repro/],
    ['our title', pluginText({ plugin: "categories: [{ id: 'acme', title: 'git', weight: 1 }]," }), /the title git is taken by repro/],
    ['a weight below 0', pluginText({ plugin: "categories: [{ id: 'acme', title: 'A', weight: -1 }]," }), /categories\.0\.weight: /],
    ['no title', pluginText({ check: "title: ''," }), /the check acme\/one: title: must not be empty/],
    ['a fact that there is not', pluginText({ check: "needs: ['fils']," }), /the check acme\/one: needs\.0: no fact is called "fils", did you mean "files"\?/],
    ['options of another kind', pluginText({ check: 'options: { a: 1 },' }), /the check acme\/one: options: must be a schema of zod 4/],
    ['a requirement that there is not', pluginText({ check: "requires: ['acme/none']," }), /acme\/one requires acme\/none, and there is no such check/],
    ['two facts of a name', pluginText({ check: "facts: { a: { name: 'x', collect() {} }, b: { name: 'x', collect() {} } }," }), /two of its facts are called x/],
  ])('%s', async (_, text, message) => {
    const root = await folderWith({ 'tools/acme.mjs': text });
    const told = await refusal(root, FROM);
    expect(told).toMatch(message);
    expect(told).toContain(FROM);
  }); // biome-ignore format: a table reads better in rows

  test.each([
    ['./nowhere.mjs', /the plugin \.\/nowhere\.mjs does not exist\n {2}hint: a path counts from/],
    ['./tools', /the plugin \.\/tools is not a file/],
    [
      'repro-plugin-none',
      /repro-plugin-none does not exist as a package .*\n {2}hint: run `npm install repro-plugin-none`/,
    ],
    ['fs', /the plugin fs does not exist as a package/],
    ['./link.mjs', /the plugin \.\/link\.mjs leads outside the project/],
    ['./out/x.mjs', /the plugin \.\/out\/x\.mjs leads outside the project/],
    ['linked', /the plugin linked leads outside the project/],
  ])('%s is refused', async (entry, message) => {
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'x.mjs'), pluginText());
    await writeFile(join(outside, 'package.json'), '{ "name": "linked", "exports": "./x.mjs" }');
    const cwd = await folderWith({ 'tools/acme.mjs': pluginText() });
    await mkdir(join(cwd, 'node_modules'));
    await symlink(join(outside, 'x.mjs'), join(cwd, 'link.mjs'));
    await symlink(outside, join(cwd, 'out'));
    await symlink(outside, join(cwd, 'node_modules/linked'));
    expect(await refusal(cwd, entry)).toMatch(message);
  });

  test('a package that is linked inside the project is taken, as workspaces do it', async () => {
    const root = await folderWith({
      'packages/rules/package.json':
        '{ "name": "@acme/rules", "version": "1.4.0", "exports": { "import": "./lib/x.js" }, "type": "module" }',
      'packages/rules/lib/package.json': '{ "type": "module" }',
      'packages/rules/lib/x.js': pluginText(),
    });
    await mkdir(join(root, 'node_modules/@acme'), { recursive: true });
    await symlink(join(root, 'packages/rules'), join(root, 'node_modules/@acme/rules'));
    expect(await load(root, '@acme/rules')).toMatchObject([
      { name: 'acme', version: '1.4.0', checks: [{ id: 'acme/one' }] },
    ]);
  });

  test('one that was edited meanwhile is read again, as --watch needs it', async () => {
    const root = await folderWith({ 'tools/acme.mjs': pluginText() });
    expect(await load(root, FROM)).toMatchObject([{ version: null }]);
    await writeFile(join(root, 'tools/acme.mjs'), pluginText({ plugin: "version: '2'," }));
    expect(await load(root, FROM)).toMatchObject([{ version: '2' }]);
  });

  test('two that get in each other’s way', async () => {
    const root = await folderWith({
      'tools/acme.mjs': pluginText(),
      'same.mjs': pluginText(),
      'id.mjs': pluginText({ plugin: "name: 'other'," }),
    });
    expect(await refusal(root, FROM, './same.mjs')).toBe(
      `the plugin ./same.mjs: the name acme is taken by the plugin ${FROM}`,
    );
    expect(await refusal(root, FROM, './id.mjs')).toMatch(
      /^the plugin \.\/id\.mjs: the category acme is taken by the plugin/,
    );
  });
});

describe('checks that misbehave are undecided, with the plugin and the line', () => {
  test.each<[string, Parameters<typeof pluginText>[0], RegExp]>([
    ['throws', { run: '\n\nnull.x;' }, /^check acme\/one of the plugin \.\/tools\/acme\.mjs threw: Cannot read .* \(line \d+\)$/],
    ['throws what cannot be shown', { run: 'throw { get message() { throw 1; } };' }, /threw: something that cannot be shown$/],
    ['never ends', { run: 'for (;;);' }, /was stopped: it took longer than 0\.3 s$/],
    ['changes its facts', { run: 'files.own.push(1); return pass("x");' }, /threw: Cannot add property/],
    ['changes what it receives', { run: 'files.own = []; return pass("x");' }, /threw: Cannot assign to read only property/],
    ['is async', { run: 'return Promise.resolve(pass("x"));' }, /: it answered with a promise: checks are not async, facts are$/],
    ['says nothing', { run: '' }, /: it answered no outcome: return pass/],
    ['says nonsense', { run: 'return { status: "great" };' }, /: its answer is no outcome: status: /],
    ['finds something elsewhere', { run: 'return fail("x", [{ message: "m", at: { file: "../../etc/passwd", line: 1 } }]);' }, /: its answer is no outcome: gaps\.0\.at\.file: must stay inside/],
    ['finds something on line 0', { run: 'return fail("x", [{ message: "m", at: { file: "a", line: 0 } }]);' }, /: its answer is no outcome: gaps\.0\.at\.line: /],
    ['has a fact that throws', { check: "facts: { a: { name: 'a', collect() { throw new Error('bad luck'); } } }," }, /^fact a of the plugin \.\/tools\/acme\.mjs threw: bad luck \(line \d+\)$/],
    ['has a fact that cannot tell', { check: "facts: { a: { name: 'a', async collect() { throw new CannotTell('the ledger is closed'); } } }," }, /^the ledger is closed$/],
    ['has a fact that never ends', { check: "facts: { a: { name: 'a', timeLimitMs: 50, collect: () => new Promise(() => {}) } }," }, /^acme:a took longer than/],
    ['reads outside', { check: "facts: { a: { name: 'a', collect: (project) => project.read('../secret') } }," }, /^\.\.\/secret leads outside the project$/],
  ])('%s', async (_, parts, message) => {
    const root = await folderWith({ 'tools/acme.mjs': pluginText(parts) });
    const [plugin] = await load(root, FROM);
    const project = new Project(await FolderSource.open(root));
    const { results, crashes } = await run(project, plugin!.checks, { ...defaultPolicy, today: '2026-12-01' });
    expect(results).toMatchObject([{ status: 'unknown', summary: expect.stringMatching(message) }]);
    expect(crashes).toEqual([]);
  }); // biome-ignore format: a table reads better in rows
});
