import { defineFact } from './fact.js';
import { isTest } from './files.js';
import { python } from './python/python.js';
import { readScene, type Scene } from './randomness/scene.js';

/** What values are followed through: the code without tests, the configuration files, the commands that run it. */
export const scene = defineFact<Scene>({
  name: 'scene',
  timeLimitMs: 300_000,
  async collect(project) {
    const code = await project.get(python);
    return readScene(
      project,
      code,
      code.modules.filter(({ path }) => !isTest(path)),
    );
  },
});
