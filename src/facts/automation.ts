import { readCi } from './automation/ci.js';
import { pythonPipelines } from './automation/frameworks.js';
import type { Automation } from './automation/model.js';
import { readPipelines } from './automation/pipelines.js';
import { pythonTasks } from './automation/python-tasks.js';
import type { FileProblem } from './documents/model.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { python } from './python/python.js';

/** CI, pipelines, task files and scripts. */
export const automation = defineFact<Automation>({
  name: 'automation',
  timeLimitMs: 360_000,
  async collect(project) {
    const tree = await project.get(files);
    const problems: FileProblem[] = [];
    const pipelines = await readPipelines(project, tree, problems);
    const ci = await readCi(project, tree, pipelines, problems);
    const code = await project.get(python);
    return { ci, pipelines: [...pipelines, ...pythonPipelines(code), ...pythonTasks(code)], problems };
  },
});
