export type RecipeKind =
  | 'dockerfile'
  | 'compose'
  | 'devcontainer'
  | 'gitpod'
  | 'apptainer'
  | 'nix'
  | 'binder'
  /** A YAML build recipe with a base image and build commands, such as a Ray cluster environment. */
  | 'image-yaml';

/** How far the name of an image fixes its content. */
export type ImagePin =
  /** `@sha256:…`: the content itself. */
  | 'digest'
  /** A tag that names a version; it can be moved. */
  | 'tag'
  /** `latest`, no tag, or a tag that names only a variant (`slim`, `gpu`). */
  | 'floating'
  /** It depends on a value that the files do not hold. */
  | 'unknown';

/** An image that a recipe takes from elsewhere. */
export interface BaseImage {
  /** The image as written. */
  text: string;
  /** The image after variables were given their defaults; undefined when one has none. */
  resolved: string | undefined;
  /** Registry and repository, without tag and digest. */
  name: string | undefined;
  tag: string | undefined;
  digest: string | undefined;
  pin: ImagePin;
  /** What asks for it. */
  via: 'from' | 'copy' | 'mount' | 'add' | 'image';
  /** Whether something of it reaches what is built in the end; false for stages of a Dockerfile that the last one does not use. */
  final: boolean;
  /** Where the project itself builds the image of this name; undefined for one that comes from elsewhere. */
  builtBy?: { file: string; line: number } | undefined;
  at: { file: string; line: number };
}

/** A feature that a development container adds to its image. */
export interface Feature {
  /** The reference as written: `ghcr.io/devcontainers/features/node:1`. */
  text: string;
  /** `lock`: the lock file holds its digest; `local`: its folder lies in the project. */
  pin: ImagePin | 'lock' | 'local';
  at: { file: string; line: number };
}

/** Something that a Nix file takes from elsewhere. */
export interface NixSource {
  text: string;
  /** Whether it always gives the same content; undefined where the file does not tell. */
  pinned: boolean | undefined;
  at: { file: string; line: number };
}

/** One RUN instruction, or a command of another recipe that runs while the image is built. */
export interface RunStep {
  /** The command: continuation lines joined by newlines without their backslashes, comments left out, heredocs after it. */
  text: string;
  /** For each line of `text`, the line in the file. */
  lines: readonly number[];
  /** Whether it runs without a shell (`RUN ["pip", "install"]`); `text` is then its words joined by spaces. */
  exec: boolean;
  /** The variables that ARG and ENV give it, those whose value the files tell. */
  values: Readonly<Record<string, string>>;
  /** The folder in the image in which it runs, absolute; `/` unless WORKDIR says another. */
  workdir: string;
  /** The build stage, from 0; always 0 where the format has none. */
  stage: number;
  /** Whether the last stage is made of this one. */
  final: boolean;
  /** Files and folders of the build context that are mounted while it runs (`RUN --mount=type=bind`). */
  mounts: readonly { source: string; target: string }[];
  at: { file: string; line: number };
}

/** One COPY or ADD instruction from the build context. */
export interface CopyStep {
  sources: readonly string[];
  target: string;
  /** It copies from the context of a later build, on this image as a base (`ONBUILD`). */
  later: boolean;
  /** The target from the root of the image, with a slash at its end where it is said to be a folder. */
  into: string;
  /** The build stage, from 0. */
  stage: number;
  /** Whether the last stage is made of this one. */
  final: boolean;
  /** Patterns of what is not copied (`--exclude`). */
  excludes?: readonly string[] | undefined;
  /** The hash that an ADD of an address must have (`--checksum`). */
  checksum?: string | undefined;
  at: { file: string; line: number };
}

/** One file that describes an image or an environment to run in. */
export interface Recipe {
  path: string;
  kind: RecipeKind;
  images: readonly BaseImage[];
  runs: readonly RunStep[];
  copies: readonly CopyStep[];
  /** Recipes of the project that it builds from (`build:` of compose, `dockerfile` of a devcontainer). */
  builds: readonly {
    path: string;
    exists: boolean;
    /** The folder of the project that is sent to the builder; undefined where it lies outside or is computed. */
    context?: string | undefined;
    /** Build arguments that are passed; undefined where the files do not tell the value. */
    args?: BuildArgs | undefined;
    at: { file: string; line: number };
  }[];
  /** For each build stage, the one that it starts from, where that is a stage too. Empty where the format has no stages. */
  stages: readonly { name?: string | undefined; from?: number | undefined }[];
  /** For Nix: whether a lock beside it, or its own text, fixes everything that it takes from elsewhere; undefined where that is not told. */
  locked?: boolean | undefined;
  /** For Nix: what the file itself takes from elsewhere. */
  sources?: readonly NixSource[] | undefined;
  /** For a development container. */
  features?: readonly Feature[] | undefined;
}

/** Build arguments by name; undefined for a value that the files do not tell. */
export type BuildArgs = ReadonlyMap<string, string | undefined>;

export interface Containers {
  /** Every recipe of the project, sorted by path; those of CI and of templates are left out. */
  readonly recipes: readonly Recipe[];
  /** Recipes that could not be read or parsed, with the reason. */
  readonly problems: readonly { file: string; line?: number | undefined; message: string }[];
}
