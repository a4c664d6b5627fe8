import { count, defineCheck, fail, type Gap, listed, partial, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'tracking/models',
  title: 'Trained models are versioned',
  severity: 'advised',
  why: 'A file that the next training overwrites cannot be told from the one that gave the published numbers. A registry, DVC or a hub keeps each version with its origin.',
  fix: 'Log the model to a registry (`mlflow.sklearn.log_model(model, name="model", registered_model_name="fraud")`), track it with `dvc add models/`, or push it to a hub and name the revision.',
  source: 'https://mlflow.org/docs/latest/ml/model-registry/',
  examples: {
    pass: {
      files: {
        'train.py':
          'import mlflow\nfrom sklearn.svm import SVC\n\nmodel = SVC().fit(X, y)\nmlflow.sklearn.log_model(model, registered_model_name="fraud")\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'import joblib\nfrom sklearn.svm import SVC\n\nmodel = SVC().fit(X, y)\njoblib.dump(model, "model.joblib")\n',
      },
    },
  },
  needs: ['models', 'trains', 'randomness'],
  run({ models: { saves, versions }, trains, randomness }) {
    const kept = versions.filter(({ how }) => how === 'kept' || how === 'checked');
    const evidence = [
      ...kept.slice(0, 5).map(({ at, text }) => `${place(at)} ${text}`),
      ...saves
        .slice(0, 3)
        .map(({ at, call, path }) => `${place(at)} ${call}${path === undefined ? '' : ` writes ${path}`}`),
    ];
    const data = { saves: saves.length, by: [...new Set(versions.map(({ by }) => by))].sort() };
    if (saves.length === 0 && kept.length === 0) return skip('no code saves a trained model', { data });
    if (!trains) return skip('no code of the project trains a model', { data });
    if (kept.length > 0) {
      const by = kept.filter(({ how }) => how === 'kept').map((one) => one.by);
      return pass(by.length > 0 ? `kept by ${listed(by)}` : 'published with checksums', { evidence, data });
    }
    if (randomness.library && randomness.entrypoints.every(({ example }) => example))
      return skip('a library: what it saves is for its users to keep', { data });
    const gaps = saves.map(
      ({ call, at, path, certainty }): Gap => ({
        message: `${call} saves a model${path === undefined ? '' : ` as ${path}`}, of which nothing keeps the versions`,
        at,
        key: `${call} ${path ?? ''}`,
        confidence: certainty === 'certain' ? 'likely' : 'possible',
      }),
    );
    const inGit = versions.filter(({ how }) => how === 'git');
    const published = versions.filter(({ how }) => how === 'published');
    if (published.length > 0)
      return partial(
        `weights are published, but without a checksum or revision`,
        [
          {
            message: `${listed(
              published.map(({ text }) => text),
              2,
            )} can be replaced without notice`,
            at: published[0]!.at,
            fix: 'Write the SHA-256 of each file beside its link, or link the commit of the hub: `https://huggingface.co/org/name/tree/<commit>`.',
          },
        ],
        { evidence, data },
      );
    if (inGit.length > 0)
      return partial(
        `${count(inGit.length, 'model')} ${inGit.length === 1 ? 'lies' : 'lie'} in git itself`,
        [
          {
            message: `${listed(
              inGit.map(({ at }) => at.file),
              3,
            )} ${inGit.length === 1 ? 'is' : 'are'} versioned by git only, which keeps every version in every clone`,
            at: inGit[0]!.at,
            fix: 'Move the files to DVC (`dvc add`) or Git LFS (`git lfs track`), or to a registry.',
          },
        ],
        { evidence, data },
      );
    return fail(
      `${count(saves.length, 'place')} ${saves.length === 1 ? 'saves' : 'save'} models, and nothing versions them`,
      gaps,
      { evidence, data },
    );
  },
});
