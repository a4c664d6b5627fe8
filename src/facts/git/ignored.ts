import type { OpenGit } from './run.js';

/** Paths that stand for what a Python project should keep out of git. */
export const PROBES = {
  environments: ['.venv/bin/python', 'venv/bin/python', 'env/bin/python'],
  caches: ['__pycache__/module.cpython-311.pyc'],
  notebooks: ['.ipynb_checkpoints/notebook-checkpoint.ipynb'],
  secrets: ['.env'],
  checkpoints: [
    'checkpoints/last.ckpt',
    'checkpoint/model.bin',
    'model.pt',
    'model.pth',
    'models/model.bin',
    'saved_models/model.h5',
    'outputs/model.ckpt',
    'output/model.ckpt',
    'out/ckpt.pt',
    'runs/events.out.tfevents.1',
    'logs/last.ckpt',
    'lightning_logs/last.ckpt',
    'wandb/run.wandb',
    'mlruns/0/meta.yaml',
  ],
} as const;

/** Which of the paths the project's .gitignore files ignore, tracked or not: the rules of one user do not count. */
export async function ignoredPaths(git: OpenGit, paths: readonly string[]): Promise<Record<string, boolean>> {
  const said = await git.text(
    ['check-ignore', '--no-index', '--verbose', '--non-matching', '-z', '--stdin'],
    paths.map((path) => `${path}\0`).join(''),
  );
  const fields = said.split('\0');
  const ignored: Record<string, boolean> = {};
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source, , pattern, path] = fields.slice(at, at + 4) as [string, string, string, string];
    ignored[path] = /(?:^|\/)\.gitignore$/.test(source) && !pattern.startsWith('!');
  }
  return ignored;
}
