import type { Call } from '../../python/model.js';
import type { Definition } from '../../python/python.js';
import type { Scene } from '../scene.js';

/** True for calls that make objects of the classes that configuration files name (hydra, the Lightning CLI). */
export function makesFromConfig(name: string): boolean {
  return /^hydra\.utils\.(?:instantiate|call|get_class|get_method)$|LightningCLI$/.test(name);
}

/**
 * True for calls that run the `main` of the script where they are handed no other. Source: absl `app.run`; TensorFlow 1,
 * tf.app.run: `main` of `sys.modules['__main__']`.
 */
export function runsMain(name: string | undefined, { args }: Call): boolean {
  return (
    name !== undefined &&
    /^(?:absl|tensorflow|tensorflow\.compat\.v1|tensorflow\.python\.platform)\.app\.run$/.test(name) &&
    args.every(({ name: keyword }) => keyword === 'argv')
  );
}

/** The project's functions and classes that configuration files name under `_target_` or `class_path`. */
export function configuredTargets({ configs, python }: Scene): Definition[] {
  return configs.flatMap(({ keys, value }): Definition[] => {
    const key = keys.at(-1);
    if ((key !== '_target_' && key !== 'class_path') || typeof value !== 'string') return [];
    const at = value.lastIndexOf('.');
    const path = value.slice(0, at).replaceAll('.', '/');
    const module =
      python.get(`${path}.py`) ?? python.get(`${path}/__init__.py`) ?? python.get(`src/${path}.py`);
    const scope =
      module?.scopes.findIndex(({ parent, name }) => parent === 0 && name === value.slice(at + 1)) ?? -1;
    return module && scope > 0 ? [{ module, scope }] : [];
  });
}
