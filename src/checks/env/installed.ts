import { compareInstalled, type Drift, isOfAnother, wantedBy } from '../../facts/installed/drift.js';
import { count, defineCheck, fail, type Gap, listed, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'env/installed',
  title: 'The environment on this machine holds exactly the locked versions',
  severity: 'advised',
  why: 'Results come from what is installed, not from what is locked; an environment that has drifted gives numbers that nobody can get from the files.',
  fix: 'Install from the lock again: `uv sync`, `poetry install --sync`, `pdm sync --clean`, `pip-sync`, or a new environment.',
  source: 'https://packaging.python.org/en/latest/specifications/recording-installed-packages/',
  needs: ['installed', 'lockfiles', 'dependencies'],
  examples: {
    pass: {
      files: {
        'requirements.txt': 'idna==3.10\n',
        '.venv/pyvenv.cfg': 'version = 3.11.4\n',
        '.venv/lib/python3.11/site-packages/idna-3.10.dist-info/METADATA': 'Name: idna\nVersion: 3.10\n',
      },
    },
    fail: {
      files: {
        'requirements.txt': 'idna==3.10\n',
        '.venv/pyvenv.cfg': 'version = 3.11.4\n',
        '.venv/lib/python3.11/site-packages/idna-2.8.dist-info/METADATA': 'Name: idna\nVersion: 2.8\n',
      },
    },
  },

  run({ installed, lockfiles, dependencies }) {
    const { environment, refused } = installed;
    if (!environment)
      return skip(refused[0] ?? 'no environment in the project, and none is active on this machine');
    const where =
      environment.from === 'project' ? environment.name : `the active environment ${environment.name}`;
    const wanted = wantedBy(lockfiles.main, dependencies, environment, installed.needed);
    if (wanted.length === 0) return skip('nothing is locked or pinned that could be installed');
    const isBase = environment.packages.some(
      ({ name, ecosystem }) => name === 'conda' && ecosystem === 'conda',
    );
    if (isBase && environment.from === 'shell')
      return skip("the active environment is conda's own base, which belongs to no project");
    const comparison = compareInstalled(environment, wanted);
    const { compared, drifts, extra, left } = comparison;
    const data = {
      environment: environment.name,
      python: environment.python ?? null,
      installed: environment.packages.length,
      wanted: wanted.length,
      compared,
      drifted: drifts.filter(({ by }) => by !== 'absent').map(({ wanted: { name } }) => name),
      missing: drifts.filter(({ by }) => by === 'absent').map(({ wanted: { name } }) => name),
      notInstalled: [...left],
      extra: [...extra],
    };
    const unread = environment.problems.map(
      ({ message }): Gap => ({ message: `${where}: ${message}`, confidence: 'possible', key: message }),
    );
    if (isOfAnother(environment, wanted, comparison, dependencies))
      return skip(`${where} is of another project: ${count(compared, 'package')} of ${wanted.length} in it`, {
        data,
      });
    if (unread.length > 0 && drifts.length > 0)
      return unknown(`not all of ${where} can be read`, { gaps: unread, data });
    const gaps = [
      ...drifts.map((drift) =>
        gapOf(
          drift,
          lockfiles.main.some(({ path }) => path === drift.wanted.at.file),
        ),
      ),
      ...unread,
      ...(extra.length === 0
        ? []
        : [
            {
              message: `${count(extra.length, 'package')} installed that nothing locks: ${listed(extra, 8)}`,
              confidence: 'possible' as const,
              key: 'extra',
            },
          ]),
    ];
    const told = { data, evidence: [`${where}: ${count(environment.packages.length, 'installed package')}`] };
    const summary = `${compared - data.drifted.length} of ${count(compared + data.missing.length, 'package')} in ${where} as locked`;
    if (drifts.some(({ by }) => by !== 'patch')) return fail(summary, gaps, told);
    if (drifts.length > 0)
      return partial(`${summary}; the rest differs in patch level`, gaps, {
        ...told,
        ratio: (compared - drifts.length) / compared,
      });
    if (compared === 0) return unknown(`${where} holds no package that is locked`, { gaps, data });
    return pass(summary, { ...told, gaps });
  },
});

function gapOf({ wanted: { name, versions, at }, installed }: Drift, locked: boolean): Gap {
  const version = [...new Set(versions)].join(' or ');
  const asked = `${name} ${version} is ${locked ? 'locked' : 'pinned'}`;
  return {
    message: installed === undefined ? `${asked} and not installed` : `${asked}, ${installed} is installed`,
    at,
    key: name,
  };
}
