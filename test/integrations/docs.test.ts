import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { between } from '../../src/docs/tables.js';
import { readAction } from '../support/action.js';
import { repro } from '../support/cli.js';
import { repositoryOf, temporaryFolder, write, writeScript } from '../support/repository.js';

const PAGE = 'docs/ci.md';
const text = (path: string) => readFile(path, 'utf8');

/** The code that follows a comment `snippet: <name>`. */
async function snippet(name: string): Promise<string> {
  const marked = (await text(PAGE)).split(`<!-- snippet: ${name} -->\n`)[1] ?? '';
  const found = /^```\w+\n([\s\S]*?)```/.exec(marked);
  if (!found) throw new Error(`no snippet ${name}`);
  return found[1]!;
}

describe('docs/ci.md', () => {
  test('shows files and tables as they are; `npm run docs` writes them anew', async () => {
    let page = await text(PAGE);
    for (const [, path] of page.matchAll(/^<!-- (integrations\/\S+) -->$/gm)) {
      const language = extname(path!) === '.yml' ? 'yaml' : 'groovy';
      page = between(page, path!, `\`\`\`${language}\n${await text(path!)}\`\`\``);
    }
    const { inputs, outputs } = await readAction();
    const cell = (value: string) => value.replaceAll('|', '\\|').trim();
    page = between(
      page,
      'inputs',
      [
        '| input | default | |',
        '|---|---|---|',
        ...Object.entries(inputs).map(
          ([name, { description, default: value }]) =>
            `| \`${name}\` | ${value ? `\`${value}\`` : 'none'} | ${cell(description)} |`,
        ),
      ].join('\n'),
    );
    page = between(
      page,
      'outputs',
      [
        '| output | |',
        '|---|---|',
        ...Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`),
      ].join('\n'),
    );
    await expect(page).toMatchFileSnapshot(`../../${PAGE}`);
  });

  test('leads to files that there are', async () => {
    for (const [, path] of (await text(PAGE)).matchAll(/\]\((?!https:|#)([^)]+)\)/g))
      expect(existsSync(join(dirname(PAGE), path!)), path).toBe(true);
  });

  test('the workflow gives inputs that the action has, and uses outputs that it has', async () => {
    const { inputs, outputs } = await readAction();
    const workflow = parse(await snippet('github'));
    const comment = await snippet('github comment');
    const { steps } = workflow.jobs.repro;
    const step = steps.find(({ uses }: { uses?: string }) => uses?.startsWith('<owner>/repro@'));
    for (const name of Object.keys(step.with)) expect(inputs).toHaveProperty(name);
    const used = [...`${await snippet('github')}${comment}`.matchAll(/steps\.repro\.outputs\.([\w-]+)/g)];
    expect(used.length).toBeGreaterThan(2);
    for (const [, name] of used) expect(outputs).toHaveProperty(name!);
    expect(workflow.permissions).toHaveProperty('security-events', 'write');
    expect(parse(comment)).toHaveLength(1);
  });

  test('the comment is one command, whatever stands in its variables', async () => {
    const [{ run }] = parse(await snippet('github comment'));
    const programs = await temporaryFolder();
    await writeScript(join(programs, 'gh'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    const { stdout } = await execa('bash', ['-eo', 'pipefail', '-c', run], {
      env: { PATH: `${programs}:${process.env.PATH}`, NUMBER: '7', BODY: '/tmp/a b/comment.md' },
    });
    expect(stdout.split('\n')).toEqual([
      'pr',
      'comment',
      '7',
      '--edit-last',
      '--create-if-none',
      '--body-file',
      '/tmp/a b/comment.md',
    ]);
  });

  test('the hooks of pre-commit are those of this repository', async () => {
    const hooks: { id: string }[] = parse(await text('.pre-commit-hooks.yaml'));
    const shown = parse(await snippet('pre-commit')).repos[0];
    expect(shown.hooks).toEqual(hooks.map(({ id }) => ({ id })));
    expect(shown.rev).toBe(`v${JSON.parse(await text('package.json')).version}`);
  });

  test('the include of GitLab names the file as the page says to copy it', async () => {
    const [{ local }] = parse(await snippet('gitlab include')).include;
    expect(await text(PAGE)).toContain(`Copy the file to \`${local}\``);
  });

  test('the command for a crate writes one', async () => {
    const project = await repositoryOf('fraud-uv');
    const [, ...args] = (await snippet('rocrate')).trim().split(' ');
    expect((await repro(args, { cwd: project })).exitCode).toBe(0);
    expect(JSON.parse(await text(join(project, 'ro-crate-metadata.json')))).toHaveProperty('@graph');
  });

  test('the commands of Docker are commands', async () => {
    const { exitCode } = await execa('bash', ['-n', '-c', await snippet('docker')]);
    expect(exitCode).toBe(0);
  });
});

test('CITATION.cff, hooks, templates and package speak of one version', async () => {
  const { version, name, license } = JSON.parse(await text('package.json'));
  expect(parse(await text('CITATION.cff'))).toMatchObject({ version, license });
  const asked = `${name}@${version}`;
  for (const path of [
    'gitlab/repro.gitlab-ci.yml',
    'bitbucket/bitbucket-pipelines.yml',
    'jenkins/Jenkinsfile',
  ])
    expect(await text(join('integrations', path))).toContain(asked);
});

describe('Dockerfile', () => {
  test('keeps what repro asks of containers: pinned images, pinned packages, a small context', async () => {
    const cwd = await temporaryFolder();
    for (const file of ['Dockerfile', '.dockerignore', 'package.json', 'package-lock.json'])
      await write(cwd, { [file]: await text(file) });
    const { stdout } = await repro(['check', '--only', 'container', '--format', 'json', '--no-config'], {
      cwd,
    });
    const results: { id: string; status: string; summary: string }[] = JSON.parse(stdout).results;
    const status = Object.fromEntries(results.map((result) => [result.id, result.status]));
    expect(status).toMatchObject({ 'container/present': 'pass', 'container/base-pinned': 'pass' });
    expect(Object.values(status).filter((one) => one === 'fail' || one === 'warn')).toEqual([]);
  });

  test('runs as a user without rights, and begins with the command', async () => {
    const lines = (await text('Dockerfile')).split('\n');
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
    expect(lines.findLast((line) => line.startsWith('ENTRYPOINT '))).toBe('ENTRYPOINT ["repro"]');
    const froms = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(froms).size).toBe(1);
  });
});
