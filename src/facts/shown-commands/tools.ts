import type { Named } from './words.js';

/** Source: Snakemake docs, "Command line interface": where it looks for the Snakefile. */
export function ofSnakemake(args: readonly string[]): Named[] {
  const settings = optionValues(args, /^--configfiles?$/).map((name): Named => ({ kind: 'file', name }));
  if (args.some((arg) => /^(?:-s|--snakefile)/.test(arg)))
    return [
      ...optionValues(args, /^(?:-s|--snakefile)$/).map((name): Named => ({ kind: 'file', name })),
      ...settings,
    ];
  if (args.some((arg) => /^(?:-d|--directory)/.test(arg))) return settings;
  const rules = args.filter(
    (arg, at) => /^\w+$/.test(arg) && !/^\d+$/.test(arg) && !(args[at - 1] ?? '').startsWith('-'),
  );
  return [
    { kind: 'project', names: ['Snakefile', 'snakefile', 'workflow/Snakefile', 'workflow/snakefile'] },
    ...rules.map((rule): Named => ({ kind: 'target', runner: 'Snakemake', name: rule })),
    ...settings,
  ];
}

/** Files of requirements, and folders that are installed: `-r x.txt`, `-e .`, `./lib[extra]`. */
export function ofPip(args: readonly string[]): Named[] {
  if (!/^(?:install|sync|download|wheel)$/.test(args[0] ?? '')) return [];
  return args.flatMap((arg, at): Named[] => {
    if (at === 0) return [];
    const before = args[at - 1] ?? '';
    const attached = /^(?:-r|-c)(\S+)$|^--(?:requirement|constraint)=(\S+)$/.exec(arg);
    const path =
      attached?.[1] ??
      attached?.[2] ??
      (/^(?:-r|-c|--requirement|--constraint)$/.test(before) ? arg : undefined);
    if (path !== undefined) return [{ kind: 'file', name: path }];
    const folder = arg.replace(/\[[\w,. -]*\]$/, '').replace(/\/$/, '');
    const isFolder =
      /^\.{1,2}(?:\/[\w./-]+)?$/.test(folder) && !/^(?:-t|--target|-f|--find-links)$/.test(before);
    const isEditable = /^(?:-e|--editable)$/.test(before) && /^[\w./-]+$/.test(folder);
    if (!isFolder && !isEditable) return [];
    return [
      {
        kind: 'project',
        names: ['pyproject.toml', 'setup.py', 'setup.cfg'],
        ...(folder === '.' ? {} : { folder }),
      },
    ];
  });
}

/** What an option is given, in its own word or in the next. */
export function valueAt(args: readonly string[], at: number): string | undefined {
  const word = args[at]!;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : args[at + 1];
}

/** What the options of that name are given, lists taken apart at commas. */
export function optionValues(args: readonly string[], option: RegExp): string[] {
  return args.flatMap((arg, at) => {
    if (option.test(arg)) return (args[at + 1] ?? '').split(',').filter((one) => one !== '');
    const equals = arg.indexOf('=');
    return equals > 0 && option.test(arg.slice(0, equals)) ? arg.slice(equals + 1).split(',') : [];
  });
}
