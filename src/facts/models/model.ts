/** A place in the code that saves a trained model. */
export interface ModelSave {
  /** As written: `torch.save()`. */
  call: string;
  at: { file: string; line: number; cell?: number | undefined };
  /** The file that it writes, as far as it is written out. */
  path?: string;
  /** `certain`: only models are saved so. `likely`: judged by a name. */
  certainty: 'certain' | 'likely';
}

/** Something that keeps versions of models, or publishes them. */
export interface ModelVersioning {
  /**
   * `kept`: old versions can be had from a registry, DVC, LFS or a hub. `checked`: published with a checksum. `published`: a link
   * without one. `git`: the file lies in git itself.
   */
  how: 'kept' | 'checked' | 'published' | 'git';
  by: string;
  at: { file: string; line?: number | undefined; cell?: number | undefined };
  text: string;
  /** The file or folder that it keeps, where that is known. */
  path?: string;
}

/** Trained models: what saves them, and what keeps their versions. */
export interface Models {
  readonly saves: readonly ModelSave[];
  readonly versions: readonly ModelVersioning[];
}
