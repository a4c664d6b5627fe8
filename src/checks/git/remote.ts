import { exampleRepository } from '../../facts/git/example.js';
import { defineCheck, fail, pass, skip } from '../check.js';

export default defineCheck({
  id: 'git/remote',
  title: 'The repository has a remote, without credentials in its address',
  severity: 'advised',
  scope: 'repository',
  why: 'A repository that exists on one machine only is lost with it; a token in an address leaks with every copy of the configuration.',
  fix: 'Add a remote: `git remote add origin <address>`; keep passwords in a credential helper.',
  needs: ['git'],
  requires: ['git/repository'],
  examples: {
    pass: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
    fail: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository({ remotes: [] }) } },
  },
  run({ git }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const data = {
      remotes: git.remotes.map(({ name, kind, host, web }) => ({
        name,
        kind,
        host: host ?? null,
        web: web ?? null,
      })),
    };
    if (git.remotes.length === 0)
      return fail('no remote', [{ message: 'no remote is configured' }], { data });
    const leaking = git.remotes.filter(({ hasCredentials }) => hasCredentials);
    if (leaking.length > 0) {
      const gaps = leaking.map(({ name }) => ({
        message: `the address of the remote ${name} holds credentials`,
        fix: `Revoke them, then \`git remote set-url ${name} <address without credentials>\`.`,
        key: `credentials ${name}`,
      }));
      return fail('credentials in the address of a remote', gaps, { data });
    }
    const shown = git.remotes.map(({ name, kind, host }) => {
      const where = kind === 'local' ? 'a local path' : kind === 'other' ? host : `${kind} (${host})`;
      return `${name}: ${where}`;
    });
    return pass(shown.join(', '), { data });
  },
});
