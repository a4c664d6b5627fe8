import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bin } from '../support/cli.js';
import { repositoryOf, temporaryFolder, writeScript } from '../support/repository.js';

/** An image with the digest of its content. */
const PINNED = /^node:[\w.-]+@sha256:[0-9a-f]{64}$/;

const text = (path: string) => readFile(path, 'utf8');

/**
 * Runs lines as the runners of CI servers do: in one shell that stops at the first that fails. The package is not
 * installed; the built command stands in its place, and npm says what it was asked for.
 */
async function ran(lines: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const programs = await temporaryFolder();
  await writeScript(join(programs, 'repro'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  await writeScript(join(programs, 'npm'), '#!/bin/sh\necho npm "$@"\n');
  const { exitCode, all } = await execa('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
    cwd,
    env: { PATH: `${programs}:${process.env.PATH}`, CI: 'true', HOME: process.env.HOME, ...env },
    extendEnv: false,
    reject: false,
    all: true,
  });
  return { exitCode, log: all };
}

describe('GitLab', () => {
  const job = async () => parse(await text('integrations/gitlab/repro.gitlab-ci.yml')).repro;

  test.each([
    ['fraud-uv', 0],
    ['loose-requirements', 1],
  ])('the job on %s exits with %i and leaves what it names', async (fixture, code) => {
    const { before_script, script, variables, artifacts, image } = await job();
    expect(image).toMatch(PINNED);
    const project = await repositoryOf(fixture);
    const { exitCode, log } = await ran([...before_script, ...script], project, variables);
    expect(log).toContain('npm install --global --no-progress repro-check@0.1.0');
    expect(exitCode).toBe(code);
    expect(artifacts.when).toBe('always');
    for (const path of [...artifacts.paths, ...Object.values<string>(artifacts.reports)])
      expect(existsSync(join(project, path))).toBe(true);
    const quality = JSON.parse(await text(join(project, artifacts.reports.codequality)));
    expect(Array.isArray(quality)).toBe(true);
    expect(quality.length).toBeGreaterThan(3 * code);
    expect(await text(join(project, artifacts.reports.junit))).toMatch(/^<\?xml[\s\S]*<testsuites/);
  });
});

describe('Jenkins', () => {
  test('the stage leaves what its plugins read', async () => {
    const pipeline = await text('integrations/jenkins/Jenkinsfile');
    const [, script = ''] = /sh '''\n([\s\S]*?)'''/.exec(pipeline)!;
    const [, asked] = /REPRO_PACKAGE = '(.*)'/.exec(pipeline)!;
    const project = await repositoryOf('loose-requirements');
    const temporary = await temporaryFolder();
    const installed = join(temporary, 'repro/node_modules/.bin/repro');
    await writeScript(installed, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
    const { exitCode, log } = await ran([script.replaceAll('\\\\\n', '\\\n')], project, {
      WORKSPACE_TMP: temporary,
      REPRO_PACKAGE: asked!,
    });
    expect(log).toContain(`npm install --no-progress --prefix ${temporary}/repro ${asked}`);
    expect(exitCode).toBe(1);
    const named = [...pipeline.matchAll(/(?:testResults|pattern|artifacts): '(.*?)'/g)].flatMap(([, names]) =>
      names!.split(', '),
    );
    expect(named).toHaveLength(4);
    for (const name of named) expect(existsSync(join(project, name))).toBe(true);
    expect(JSON.parse(await text(join(project, 'repro.sarif'))).version).toBe('2.1.0');
  });
});

describe('Bitbucket', () => {
  const step = async () =>
    parse(await text('integrations/bitbucket/bitbucket-pipelines.yml')).definitions.steps[0].step;

  /** A proxy such as that of Pipelines, which keeps what it is asked. */
  async function proxy() {
    const asked: { method: string; address: string; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      asked.push({ method: request.method!, address: request.url!, body: Buffer.concat(chunks).toString() });
      response.writeHead(request.method === 'DELETE' ? 404 : 200).end('{}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { asked, server, port: (server.address() as AddressInfo).port };
  }

  test('the step sends its report and annotations to the commit', async () => {
    const { script, 'after-script': after, artifacts, image } = await step();
    expect(image).toMatch(PINNED);
    const project = await repositoryOf('loose-requirements');
    const { exitCode } = await ran(script, project);
    expect(exitCode).toBe(1);
    for (const path of [...artifacts, 'test-results/repro-junit.xml'])
      expect(existsSync(join(project, path))).toBe(true);
    const { asked, server, port } = await proxy();
    const lines = after.map((line: string) => line.replace('localhost:29418', `127.0.0.1:${port}`));
    const sent = await ran(lines, project, {
      BITBUCKET_REPO_FULL_NAME: 'team/model',
      BITBUCKET_COMMIT: 'abc123',
    });
    server.close();
    expect(sent.exitCode).toBe(0);
    const address = 'http://api.bitbucket.org/2.0/repositories/team/model/commit/abc123/reports/repro';
    expect(asked.map(({ method, address: to }) => [method, to])).toEqual([
      ['DELETE', address],
      ['PUT', address],
      ['POST', `${address}/annotations`],
    ]);
    expect(JSON.parse(asked[1]!.body)).toMatchObject({ title: 'Reproducibility', result: 'FAILED' });
    const annotations = JSON.parse(asked[2]!.body);
    expect(annotations.length).toBeGreaterThan(0);
    expect(annotations.length).toBeLessThanOrEqual(100);
  });

  test('without a report nothing is sent', async () => {
    const { 'after-script': after } = await step();
    const { asked, server, port } = await proxy();
    const lines = after.map((line: string) => line.replace('localhost:29418', `127.0.0.1:${port}`));
    expect((await ran(lines, await temporaryFolder())).exitCode).toBe(0);
    server.close();
    expect(asked).toEqual([]);
  });

  test('more than a hundred annotations go in several requests', async () => {
    const { 'after-script': after } = await step();
    const folder = await temporaryFolder();
    const insights = {
      report: {},
      annotations: Array.from({ length: 250 }, (_, at) => ({ external_id: `${at}` })),
    };
    const { asked, server, port } = await proxy();
    const lines = after.map((line: string) => line.replace('localhost:29418', `127.0.0.1:${port}`));
    const write = `printf '%s' '${JSON.stringify(insights)}' > repro-insights.json`;
    expect((await ran([write, ...lines], folder)).exitCode).toBe(0);
    server.close();
    const posted = asked.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body).length);
    expect(posted.sort()).toEqual([100, 100, 50]);
  });
});

describe('pre-commit', () => {
  test('hooks are commands of repro, and name checks that there are', async () => {
    const hooks: { id: string; entry: string; language: string; pass_filenames: boolean }[] = parse(
      await text('.pre-commit-hooks.yaml'),
    );
    expect(hooks.map(({ id }) => id)).toEqual(['repro', 'repro-all']);
    for (const { entry, language, pass_filenames } of hooks) {
      expect({ language, pass_filenames }).toEqual({ language: 'node', pass_filenames: false });
      const { exitCode, log } = await ran([entry], await repositoryOf('fraud-uv'));
      expect(log).not.toMatch(/error|unknown/i);
      expect(exitCode).toBe(0);
    }
  });
});
