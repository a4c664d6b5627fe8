import type { BaseImage } from '../containers/model.js';
import type { ThirdPartyStatement } from '../dependencies/third-party.js';
import type { InstallCommand } from '../dependencies.js';
import type { InstalledPackage } from '../installed/model.js';
import { folderOf, isWithin } from '../paths.js';
import type { PythonModule } from '../python/model.js';
import { broughtBy, HOSTED, IMAGES } from './brings.js';
import {
  type Declarations,
  type Declared,
  type DeclaredNames,
  namesOfAddresses,
  namesOfCommand,
} from './declared.js';
import type { ImportedModule } from './model.js';
import {
  type Imported,
  isGeneral,
  isKnownDistribution,
  isProvidedBy,
  mayProvide,
  platformOf,
} from './names.js';
import type { OwnNames } from './own.js';

interface Known {
  declared: DeclaredNames;
  own: OwnNames;
  commands: readonly InstallCommand[];
  images: readonly BaseImage[];
  /** What is installed in the project's environment: its own records say which modules they hold. */
  packages: readonly InstalledPackage[];
}

type Told = Pick<ImportedModule, 'provision' | 'by'>;

/** Says what stands behind an import. */
export class Judge {
  readonly #known: Known;
  /** Import name to the installed distributions that hold it. */
  readonly #installed = new Map<string, string[]>();
  /** What install commands of scripts and of the README, and base images, bring. */
  readonly #others: readonly Declared[];
  /** What was found for an import in a list: the same few hundred are looked for again and again. */
  readonly #found = new WeakMap<Declarations, Map<string, Declared | undefined>>();

  constructor(known: Known) {
    this.#known = known;
    for (const { name, imports } of known.packages) {
      for (const one of imports) {
        const holders = this.#installed.get(one);
        if (holders) holders.push(name);
        else this.#installed.set(one, [name]);
      }
    }
    const commands = known.commands.filter((command) => command.in !== 'notebook').flatMap(namesOfCommand);
    const images = known.images.flatMap(({ name = '', text }) => {
      const held = IMAGES.find(([pattern]) => pattern.test(name))?.[1] ?? [];
      return [...held, ...broughtBy(held).keys()].map((one) => ({
        name: one,
        place: `the base image ${text}`,
        opaque: false,
      }));
    });
    this.#others = [...commands, ...images];
  }

  judge(guessed: Imported, { module, statement, name: top }: ThirdPartyStatement): Told {
    const { own, declared } = this.#known;
    const imported = this.#asInstalled(guessed, top);
    const here = declared.for(folderOf(module.path));
    const found = this.#declaredIn(here, imported);
    if (found && found.group === undefined)
      return { provision: 'declared', by: `${found.name} (${found.place})` };
    if (own.itself.has(top)) return { provision: 'itself', by: 'the project itself' };
    if (found) return { provision: 'group', by: `${found.name} of group ${found.group} (${found.place})` };
    const platform = platformOf(statement.module, statement.name);
    if (platform !== undefined) return { provision: 'platform', by: platform };
    const installed = module.kind === 'notebook' ? this.#inNotebook(imported, module, top) : undefined;
    if (installed) return installed;
    const vendored = own.vendored.get(top);
    if (vendored !== undefined) return { provision: 'vendored', by: vendored };
    const built = own.built.get(top) ?? own.built.get(statement.module.split('.').at(-1)!);
    if (built !== undefined) return { provision: 'built', by: built };
    if (/_pb2(?:_grpc)?$/.test(statement.module)) return { provision: 'built', by: 'a .proto file' };
    const held = own.held.get(top);
    if (held && !(imported.known && held.packaged)) return { provision: 'local', by: held.path };
    const brought = imported.distributions.find((one) => here.brought.has(one));
    if (brought !== undefined)
      return { provision: 'brought', by: `${brought}, by ${here.brought.get(brought)}` };
    return this.#absent(imported, here, module, top);
  }

  /** What is declared for a folder and provides an import, its name failing by a word that they share. */
  #declaredIn(here: Declarations, imported: Imported): Declared | undefined {
    let known = this.#found.get(here);
    if (!known) {
      known = new Map();
      this.#found.set(here, known);
    }
    if (!known.has(imported.name))
      known.set(
        imported.name,
        find(imported, here.here) ?? here.here.find((one) => mayProvide(imported, one.name)),
      );
    return known.get(imported.name);
  }

  #inNotebook(imported: Imported, module: PythonModule, top: string): Told | undefined {
    if (top === 'IPython' || top === 'ipykernel') return { provision: 'platform', by: 'the notebook kernel' };
    const names = [
      ...this.#known.commands
        .filter(({ in: where, at }) => where === 'notebook' && at.file === module.path)
        .flatMap(namesOfCommand),
      ...module.shell
        .filter(({ text }) => /\binstall\b/.test(text))
        .flatMap(({ text }) => namesOfAddresses(text)),
    ];
    const named = find(imported, names) ?? names.find((one) => one.opaque && mayProvide(imported, one.name));
    return named && { provision: 'notebook', by: named.place };
  }

  /** What is told of an import that nothing provides for its folder. */
  #absent(imported: Imported, here: Declarations, module: PythonModule, top: string): Told {
    const other = find(imported, here.elsewhere);
    if (other) return { provision: 'elsewhere', by: `${other.name} (${other.place})` };
    const command = find(imported, this.#others);
    if (command) return { provision: 'command', by: command.place };
    const host = hostOf(module);
    if (host !== undefined && imported.distributions.some((one) => HOSTED.has(one)))
      return { provision: 'hosted', by: host };
    if (here.hidden !== undefined) return { provision: 'hidden', by: here.hidden };
    if (!imported.known) {
      // Distributions of one family put parts into one package, and not always by their own names.
      const kin = here.here.find((one) => imported.name.includes('.') && one.name.startsWith(`${top}-`));
      if (kin) return { provision: 'unknown', by: `${kin.name} (${kin.place}) may hold it` };
      // What a script installs that stands in a folder of its own, and what only development needs, is not there.
      const opaque = [...here.here, ...this.#others].find(
        (one) =>
          one.opaque &&
          one.group === undefined &&
          (one.folder === undefined || isWithin(module.path, one.folder)) &&
          !isKnownDistribution(one.name),
      );
      if (opaque) return { provision: 'unknown', by: `${opaque.name} (${opaque.place}) may hold it` };
      if (this.#known.own.reachOut.has(module.path))
        return { provision: 'unknown', by: 'the file adds folders to the import path' };
    }
    if (isGeneral(top)) return { provision: 'unknown', by: 'it may be a file that is not in the tree' };
    return { provision: 'missing' };
  }

  /** The records of the environment go before the table. */
  #asInstalled(imported: Imported, top: string): Imported {
    // Of a namespace several distributions hold a part each; their records tell only its name.
    const holders = imported.name.includes('.') ? undefined : this.#installed.get(top);
    if (!holders) return imported;
    return {
      ...imported,
      distributions: [...new Set([...holders, ...(imported.known ? imported.distributions : [])])],
      known: true,
    };
  }
}

function find(imported: Imported, declared: readonly Declared[]): Declared | undefined {
  return declared.find(({ name }) => isProvidedBy(imported, name));
}

/** The service of hosted notebooks that a notebook is written for. */
function hostOf({ kind, imports, strings, shell }: PythonModule): string | undefined {
  if (kind !== 'notebook') return undefined;
  const texts = [...strings.map(({ value }) => value), ...shell.map(({ text }) => text)];
  const isColab = imports.some(
    ({ module, name }) => module.startsWith('google.colab') || (module === 'google' && name === 'colab'),
  );
  if (isColab || texts.some((text) => text.includes('/content/'))) return 'Google Colab';
  return texts.some((text) => text.includes('/kaggle/')) ? 'Kaggle notebooks' : undefined;
}
