import type { Accelerated } from '../../facts/accelerators.js';
import { defineCheck, fail, type Gap, partial, pass, place, skip } from '../check.js';

/** How the build of each library is named. Source: the installation pages of PyTorch, TensorFlow, JAX and CuPy. */
const BUILDS: Readonly<Record<string, string>> = {
  torch:
    '`--extra-index-url https://download.pytorch.org/whl/cu121` (or `/whl/cpu`) with `torch==2.1.0+cu121`',
  tensorflow: '`tensorflow[and-cuda]` (2.14 and newer), or `tensorflow-cpu`',
  jax: '`jax[cuda12]`, or `jax` with `jaxlib` for the CPU alone',
  cupy: '`cupy-cuda12x`',
};

export default defineCheck({
  id: 'env/accelerator',
  title: 'The CUDA, ROCm or CPU build of each accelerated library is fixed',
  severity: 'optional',
  why: 'The same release of torch, tensorflow or jax is built for several accelerators, and its kernels round differently; which build an installer takes depends on the machine and the day.',
  fix: 'Name the build: `--extra-index-url https://download.pytorch.org/whl/cu121`, `tensorflow[and-cuda]`, `jax[cuda12]`, `cupy-cuda12x`, or a base image whose tag names the CUDA release.',
  source: 'https://pytorch.org/get-started/previous-versions/',
  needs: ['accelerators'],
  examples: {
    pass: {
      files: {
        'train.py': 'import torch\n',
        'requirements.txt': '--extra-index-url https://download.pytorch.org/whl/cu121\ntorch==2.1.0+cu121\n',
      },
    },
    fail: { files: { 'train.py': 'import torch\n', 'requirements.txt': 'torch==2.1.0\n' } },
  },

  run({ accelerators }) {
    const { frameworks } = accelerators;
    if (frameworks.length === 0) return skip('no accelerated library is used');
    const fixed = frameworks.filter(({ fixedBy }) => fixedBy.some(({ aside }) => !aside));
    const open = frameworks.filter((one) => !fixed.includes(one));
    const besides = open.filter(({ fixedBy }) => fixedBy.length > 0);
    const data = {
      frameworks: Object.fromEntries(
        frameworks.map(({ name, fixedBy }) => [name, fixedBy.slice(0, 5).map(({ text }) => text)]),
      ),
    };
    const evidence = fixed.flatMap(({ name, fixedBy }) =>
      fixedBy
        .filter(({ aside }) => !aside)
        .slice(0, 3)
        .map(({ text, at }) => `${place(at)} ${name}: ${text.split('\n')[0]?.slice(0, 120)}`),
    );
    const told = { data, evidence };
    const names = (some: readonly Accelerated[]) => some.map(({ name }) => name).join(', ');
    if (open.length === 0) return pass(`the build of ${names(fixed)} is fixed`, told);
    const gaps = open.map(
      ({ name, at, declared, fixedBy: [said] }): Gap => ({
        message: said
          ? `${said.at.file} alone says for which accelerator ${name} is built: ${said.text.split('\n')[0]?.slice(0, 200)}`
          : declared
            ? `${name} is declared without saying for which accelerator it is built`
            : `${name} is imported, and nothing says for which accelerator it is built`,
        at: said?.at ?? at,
        fix: `Name its build: ${BUILDS[name] ?? 'the requirement of its documentation for your accelerator'}, or a base image whose tag names the CUDA release.`,
        key: name,
      }),
    );
    if (fixed.length === 0 && besides.length > 0)
      return partial(
        `the build of ${names(besides)} is fixed only aside of the main install route`,
        gaps,
        told,
      );
    if (fixed.length === 0) return fail(`nothing fixes the build of ${names(open)}`, gaps, told);
    return partial(`the build of ${names(fixed)} is fixed, that of ${names(open)} is not`, gaps, {
      ...told,
      ratio: fixed.length / frameworks.length,
    });
  },
});
