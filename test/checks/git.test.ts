import { describe, expect, test } from 'vitest';
import clean from '../../src/checks/git/clean.js';
import ignored from '../../src/checks/git/ignored.js';
import largeFiles from '../../src/checks/git/large-files.js';
import pushed from '../../src/checks/git/pushed.js';
import remote from '../../src/checks/git/remote.js';
import repositoryCheck from '../../src/checks/git/repository.js';
import { defaultPolicy } from '../../src/engine/policy.js';
import { run } from '../../src/engine/run.js';
import { Project } from '../../src/facts/fact.js';
import { exampleRepository } from '../../src/facts/git/example.js';
import type { Repository } from '../../src/facts/git.js';
import { FolderSource } from '../../src/facts/source.js';
import { git, repository } from '../support/repository.js';
import { verify } from '../support/verify.js';

const py = { 'train.py': 'print(1)\n' };
const state = (different: Partial<Repository> & { ci?: string } = {}) => ({
  git: exampleRepository(different),
});
const status = (different: Partial<Repository['status']>) =>
  state({ status: { staged: [], unstaged: [], untracked: [], undecided: [], ...different } });
const upstream = (different: Partial<Repository['upstream']>) => ({
  upstream: { branches: [], tags: [], any: true, ...different },
});

verify(repositoryCheck, {
  pass: {
    'a detached HEAD in CI': {
      files: py,
      facts: state({ branch: undefined as never, ci: 'GitLab CI' }),
      message: 'HEAD detached',
    },
  },
  fail: {
    'no commit': { files: py, facts: { git: { kind: 'no-commits' } }, message: 'no commit' },
    'a bare repository': { files: py, facts: { git: { kind: 'bare' } }, message: 'no work tree' },
  },
});

verify(clean, {
  pass: {
    'changes that are allowed': {
      files: py,
      facts: status({
        unstaged: [{ path: 'reports/a.html', what: 'modified' }],
        untracked: ['reports/new/', 'reports/b.html'],
      }),
      options: { allow: ['reports/**'] },
    },
  },
  warn: {
    'only untracked files': {
      files: py,
      facts: status({ untracked: ['notes.txt', 'tmp/'] }),
      message: '2 untracked paths',
      findings: ['notes.txt notes.txt is not tracked', 'tmp/ tmp/ is not tracked'],
    },
  },
  fail: {
    'staged, unstaged and in conflict': {
      files: py,
      facts: status({
        staged: [
          { path: 'b.py', what: 'renamed', from: 'a.py' },
          { path: 'c.py', what: 'unmerged' },
        ],
        unstaged: [{ path: 'b.py', what: 'modified' }],
        untracked: ['x'],
      }),
      message: '2 changed files, 1 untracked path',
      findings: [
        /b\.py is renamed from a\.py \(staged\)/,
        /b\.py is modified$/,
        /merge conflict/,
        /x is not tracked/,
      ],
    },
    'an allowed path beside one that is not': {
      files: py,
      facts: status({
        unstaged: [
          { path: 'reports/a', what: 'modified' },
          { path: 'a.py', what: 'deleted' },
        ],
      }),
      options: { allow: ['reports/**'] },
      findings: ['a.py is deleted'],
    },
  },
  unknown: { 'a file behind a filter': { files: py, facts: status({ undecided: ['a.ipynb'] }) } },
});

verify(remote, {
  pass: {
    'a remote of no known host': {
      files: py,
      facts: state({
        remotes: [{ name: 'origin', host: 'git.example.org', kind: 'other', hasCredentials: false }],
      }),
      message: 'origin: git.example.org',
    },
  },
  fail: {
    'credentials in an address': {
      files: py,
      facts: state({
        remotes: [{ name: 'origin', host: 'github.com', kind: 'GitHub', hasCredentials: true }],
      }),
      findings: ['the address of the remote origin holds credentials'],
    },
  },
});

verify(pushed, {
  pass: {
    'a tag contains the commit, and there is a remote': {
      files: py,
      facts: state(upstream({ tags: ['v1'] })),
      message: 'tag v1',
    },
    'a detached HEAD in CI': {
      files: py,
      facts: state({ ...upstream({ any: false }), branch: undefined as never, ci: 'GitHub Actions' }),
    },
  },
  warn: {
    'commits ahead of the upstream': {
      files: py,
      facts: state(upstream({ name: 'origin/main', ahead: 3 })),
      message: '3 commits not on origin/main',
    },
    'a branch that was never pushed': {
      files: py,
      facts: state(upstream({ ahead: 1 })),
      message: '1 commit not on any branch of a remote',
    },
  },
  skip: { 'no remote': { files: py, facts: state({ remotes: [], ...upstream({ any: false }) }) } },
});

verify(largeFiles, {
  pass: {
    'at the limit, and behind LFS': {
      files: py,
      facts: state({
        large: [
          { path: 'm.bin', size: 9e9, lfs: true },
          { path: 'a.csv', size: 5e6, lfs: false },
        ],
      }),
    },
    'a higher limit': {
      files: py,
      facts: state({ large: [{ path: 'a', size: 9e6, lfs: false }] }),
      options: { maxSizeMb: 10 },
    },
  },
  fail: {
    'one is known to be large beside one that is not known': {
      files: py,
      facts: state({
        large: [
          { path: 'a', size: 5_000_001, lfs: false },
          { path: 'b', size: undefined, lfs: false },
        ],
      }),
      message: '1 file over 5 MB',
      findings: ['a a has 5.0 MB'],
    },
  },
  unknown: {
    'a size that is not known': {
      files: py,
      facts: state({ large: [{ path: 'b', size: undefined, lfs: false }] }),
      findings: ['b b is neither'],
    },
  },
});

const covered = { '.venv/bin/python': true, '__pycache__/module.cpython-311.pyc': true, '.env': true };
verify(ignored, {
  pass: {
    'an example of a secret file': {
      files: { ...py, '.env.example': '', '.envrc': '', 'tests/.env': '' },
      facts: state({ ignored: { probes: covered } }),
    },
    'a project without Python': { files: { 'run.R': '' }, facts: state() },
  },
  warn: {
    'caches only': {
      files: py,
      facts: state({ ignored: { probes: { ...covered, '.env': false, '.venv/bin/python': false } } }),
      score: 1 / 3,
      findings: [/virtual environments/, /secrets/],
    },
    'notebooks and training ask for more': {
      files: {
        'a.ipynb': '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
        'train.py': 'import torch\n',
      },
      facts: state({ ignored: { probes: covered } }),
      message: '3 of 5',
    },
  },
  fail: {
    'a cache, an environment and a secret': {
      files: { ...py, 'src/__pycache__/a.pyc': '', 'env/pyvenv.cfg': '', 'config/.env.local': '' },
      facts: state({ ignored: { probes: covered } }),
      findings: [
        /\.env\.local is tracked: secret/,
        /pyvenv\.cfg is tracked: installed environment/,
        /a\.pyc is tracked: cache/,
      ],
    },
    'no rule at all': { files: py, facts: state() },
  },
});

describe('on disk', () => {
  test('a password in an address is found and shown nowhere', async () => {
    const root = await repository({ 'train.py': '' });
    await git(root, 'remote', 'add', 'origin', 'https://user:s3cret@github.com/a/b.git');
    await git(root, 'remote', 'set-url', '--push', 'origin', 'https://t0ken@github.com/a/b.git');
    const { results, crashes } = await run(
      new Project(await FolderSource.open(root)),
      [repositoryCheck, clean, remote, pushed, largeFiles, ignored],
      { ...defaultPolicy, target: 'identical', today: '2026-11-23' },
    );
    expect(crashes).toEqual([]);
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['git/repository', 'pass'],
      ['git/clean', 'pass'],
      ['git/remote', 'fail'],
      ['git/pushed', 'fail'],
      ['git/large-files', 'pass'],
      ['git/ignored', 'fail'],
    ]);
    expect(JSON.stringify(results)).not.toMatch(/s3cret|t0ken/);
  });
});
