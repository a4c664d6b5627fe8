/** How sure a path belongs to one machine or cluster. */
export type PathKind =
  /** A home folder, a drive letter, a mount: nobody else has it. */
  | 'machine'
  /** A folder below the root of the file system that clusters and images use alike, such as `/data`. */
  | 'root'
  /** A home folder of nobody: `/home/user`, to be replaced by the reader. */
  | 'placeholder';

/** Homes and mounts. `/atlas/u/name` is how several universities call them. `/private/home` and `/checkpoint` are those of one cluster; so are `/datasets01` and the like. */
const MACHINE =
  /^(?:\/(?:home|Users|private\/home|mnt|media|Volumes|scratch\d*|gpfs\w*|lustre\w*|fsx|efs|nfs\w*|afs|raid\w*|nas\w*|ssd\d*|hdd\d*|checkpoint|nobackup\w*|datasets?\d+|data\d+|work\d+|storage\d+|net|global|export|cluster|ibex|autofs|[a-z]\/Users|(?!usr|etc|var|opt|api|app)[a-z]\w*\/u)\/[^/\s"'`]|[A-Za-z]:(?:\\{1,2}(?![nrt](?:\W|$))|\/)[\w.%{])/;
/** Names that say nothing by themselves. */
const ROOT =
  /^\/(?:data|datasets?|storage|shared?|work|projects?|vol|models?|checkpoints?|scratch|weights|root\/(?!\.)[\w-]+)\/[^/\s"'`{<:]/;
/** Whoever reads them puts another path in their place. */
const TEMPLATE =
  /\/?path[-_ ]?to[-_ /]|<[^>]*>|\.\.\.|…|\byour[-_ ]?|\byour\w*\b|\bx{3,}\b|\/(?:some|my|full|absolute)[-_]?(?:path|dir|folder|directory)\b|\bexample\b|\bfoo\b|\bbar\b/i;
const NOBODY =
  /^(?:\/(?:home|Users)|[A-Za-z]:[\\/]{1,2}Users)[\\/]{1,2}(?:user(?:[-_]?name)?|usr|me|you|name|someone|somebody|\{\}|%\w+%)(?:[\\/]|$)/i;
/** What everybody has who works there: AzureML, Jupyter images, SageMaker, Android, and the folders of a system. */
const PLATFORM =
  /^\/(?:mnt\/(?:azureml|batch)|home\/(?:jovyan|vscode|sagemaker-user|runner)|home\/ec2-user\/SageMaker|root\/\.(?:cache|config|ssh|local|jupyter|torch|keras)|data\/data)(?:\/|$)|^[A-Za-z]:[\\/]{1,2}(?:Program ?Files|Windows|ProgramData|NVIDIA|msys64|cygwin64)\b/i;

/** What a text that begins with a path says of the machine; undefined for a path that everybody has, or for no path. */
export function kindOfPath(text: string): PathKind | undefined {
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(text) || text.length > 500) return undefined;
  // An address behind a scheme of one letter does not exist; a list of several paths is judged by its first.
  if (PLATFORM.test(text) || TEMPLATE.test(text)) return undefined;
  if (NOBODY.test(text)) return 'placeholder';
  if (MACHINE.test(text)) return 'machine';
  return ROOT.test(text) ? 'root' : undefined;
}

/** A path, cut at the end of its word and to a length that a line holds. */
export function shownPath(text: string): string {
  const path = /^[^\s"'`;|&()<>,]*/.exec(text)?.[0] ?? '';
  return path.length > 80 ? `${path.slice(0, 77)}...` : path;
}
