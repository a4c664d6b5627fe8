import type { Containers } from '../containers.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { isOfTests, type MachinePath } from '../machine-paths.js';
import { textIfAny } from '../source.js';
import { kindOfPath, shownPath } from './patterns.js';

/** Largest script and settings file that is looked through; larger ones are data. */
const LIMIT = 256 * 1024;
const MOST_FILES = 3_000;
const LONGEST_LINE = 1_000;
/** Most paths that one file tells; the rest says the same. */
const MOST_PATHS = 1_000;

const CODE = /\.(?:R|r|Rmd|qmd|jl|sh|bash|zsh)$/;
const SETTINGS =
  /\.(?:ya?ml|toml|ini|cfg|conf|gin|slurm|sbatch|pbs|lsf|[\w]*_?template)$|(?:^|\/)\.env(?:\.[\w.-]+)?$|(?:^|\/)(?:[^/]*(?:config|settings|params|hparams|arguments)[^/]*|(?:.*\/)?conf(?:ig)?s?\/[^/]+)\.json$/i;
/** Files of tools, of CI and of clusters, whose paths are those of a container or of nobody; and the records of runs, which tell what was. */
const ASIDE =
  /(?:^|\/)(?:\.hydra|mlruns|mlartifacts|wandb|lightning_logs|\.github|\.gitlab|\.circleci|\.buildkite|\.vscode|\.idea|\.devcontainer|node_modules|\.dvc)\/|(?:^|\/)(?:\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.ya?ml|mkdocs\.yml|\.pre-commit-config\.yaml|[^/]*lock[^/]*\.(?:ya?ml|toml|json)|meta\.yaml|nginx[^/]*\.conf|supervisord?[^/]*\.conf|[^/]*\.lock)$|\{\{/i;
/** A command whose paths are those of a container, but for what is mounted from this machine. */
const IN_CONTAINER = /\b(?:docker|podman|nerdctl|singularity|apptainer|enroot)\s+(?:run|exec|shell)\b/;
const OF_HOST = /(?:-v|--volume|-B|--bind)[ =]["']?$|\b(?:src|source)=["']?$/;
/** A key of YAML, such as a group in a list of defaults. Source: Hydra, "The Defaults List": `- override /db: mysql`. */
const KEY = /^\s*(?:-\s+)?(?:(?:override|optional)\s+)*["']?$/;
/** Where a path may begin in a line. */
const START = /(?<![\w./\\:@$}~)-])(?:\/[A-Za-z]|[A-Za-z]:[\\/])/g;

/** The paths in scripts, in R and Julia, and in settings: comments left out, but for the directives of job schedulers. */
export async function inTexts(
  project: Project,
  tree: Files,
  { recipes }: Containers,
): Promise<{ paths: MachinePath[]; looked: { code: number; config: number } }> {
  const images = new Set(recipes.map(({ path }) => path));
  const looked = { code: 0, config: 0 };
  const paths: MachinePath[] = [];
  const candidates = tree.own.filter(
    ({ path, size, kind }) =>
      kind === 'file' &&
      size <= LIMIT &&
      !images.has(path) &&
      !ASIDE.test(path) &&
      (CODE.test(path) || SETTINGS.test(path)),
  );
  for (const { path } of candidates.slice(0, MOST_FILES)) {
    // A file that is no text holds no paths that people wrote.
    const text = await textIfAny(project.source, path, LIMIT);
    if (text === undefined) continue;
    // Manifests of a cluster and chart templates tell paths inside of containers.
    if (/^apiVersion:\s/m.test(text)) continue;
    const where = CODE.test(path) && !/^#(?:SBATCH|PBS|BSUB|\$)\s/m.test(text) ? 'code' : 'config';
    looked[where]++;
    paths.push(...inLines(text, path, where));
  }
  return { paths, looked };
}

function inLines(text: string, file: string, where: MachinePath['where']): MachinePath[] {
  const out: MachinePath[] = [];
  let inContainer = false;
  let goesOn = false;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    if (out.length >= MOST_PATHS) break;
    const line = whole.slice(0, LONGEST_LINE);
    // A directive of a job scheduler is no comment.
    if (/^\s*(?:#(?!SBATCH|PBS|BSUB)|;|\/\/|<!--)/.test(line)) continue;
    inContainer = (inContainer && goesOn) || IN_CONTAINER.test(line);
    goesOn = line.endsWith('\\');
    const code = line.replace(/\s#\s.*$/, '');
    for (const match of code.matchAll(START)) {
      if (inContainer && !OF_HOST.test(code.slice(0, match.index))) continue;
      const rest = code.slice(match.index);
      const kind = kindOfPath(rest);
      if (kind === 'root' && KEY.test(code.slice(0, match.index)) && /^[\w/@.-]+["']?\s*:(?:\s|$)/.test(rest))
        continue;
      if (kind === undefined || (kind === 'placeholder' && where === 'code')) continue;
      const at = { file, line: index + 1 };
      const isInTest = isOfTests(file) && !/\.(?:sh|bash|zsh)$/.test(file);
      out.push({ path: shownPath(rest), kind, where, isTest: isInTest, at });
    }
  }
  return out;
}
