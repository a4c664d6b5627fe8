import type { Word } from '../../shell/model.js';
import { isTool } from './build-tools.js';
import {
  type Arguments,
  argumentsOf,
  type Call,
  type Found,
  type FoundPackage,
  subcommand,
  valued,
  valuesOf,
} from './call.js';

/** Options with a value. Source: apt-get(8), "Options"; Alpine wiki, "Alpine Package Keeper"; dnf(8), yum(8). */
const APT = valued(
  '-o --option -t --target-release --default-release -c --config-file -a --host-architecture -S --snapshot',
);
const APK = valued(
  '-t --virtual -X --repository -p --root --repositories-file --keys-dir --cache-dir --arch --wait',
);
const YUM = valued(
  '-c --config -d -e -x --exclude --enablerepo --disablerepo --repo --repoid --installroot --releasever --setopt --nodocs-of --disableplugin --enableplugin --downloaddir',
);

/**
 * A version follows the name behind a hyphen, and a release may follow it: `openssl-3.0.7-1.el9`. Numbers without a dot
 * belong to the name (`cuda-toolkit-12-4`, `java-11-openjdk`), save with a release of a distribution. Source: dnf(8),
 * "Specifying packages".
 */
const NEVRA =
  /^([\w+.@-]+?)(?:-((?:\d+:)?(?:\d[\w~^+]*\.[\w.~^+*]*(?:-[\d*][\w.~^+*]*)?|\d[\w~^+]*-\d[\w.~^+]*\.(?:el|fc|amzn)\d[\w.]*)))?$/;

export function apt(call: Call): Found | undefined {
  const verb = subcommand(call.args, APT);
  if (!verb || !/^(?:install|reinstall|build-dep|satisfy)$/.test(verb.name)) return undefined;
  const args = argumentsOf([...verb.before, ...verb.args], APT);
  const lists = call.launchers.flatMap(([first, ...words]) =>
    first?.text === 'xargs'
      ? valuesOf(argumentsOf(words, valued('-a -n -L -I -P -d -s -E')), '-a', '--arg-file')
      : [],
  );
  return {
    ...systemPackages('apt', args, call, (text) =>
      /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9]+)?(?:=(.+)|\/.+)?$/i.exec(text),
    ),
    ...(lists.length > 0 ? { files: lists.map(({ text }) => ({ text, role: 'list' as const })) } : {}),
  };
}

export function apk(call: Call): Found | undefined {
  const verb = subcommand(call.args, APK);
  if (verb?.name !== 'add') return undefined;
  const args = argumentsOf([...verb.before, ...verb.args], APK);
  return systemPackages(
    'apk',
    args,
    call,
    (text) => /^([a-z0-9@][\w+.@-]*?)(?:(?:=|~=?|[<>]=?)(.+))?$/i.exec(text),
    /^[^=<>~]+=[^=]/,
  );
}

export function yum(call: Call): Found | undefined {
  const verb = subcommand(call.args, YUM);
  if (!verb || !/^(?:install|localinstall|groupinstall|reinstall)$/.test(verb.name)) return undefined;
  const args = argumentsOf([...verb.before, ...verb.args], YUM);
  return systemPackages('yum', args, call, (text) => NEVRA.exec(text.replace(/^@/, '')));
}

function systemPackages(
  tool: 'apt' | 'apk' | 'yum',
  { operands, options }: Arguments,
  call: Call,
  take: (text: string) => RegExpExecArray | null,
  pins?: RegExp,
): Found {
  const packages: FoundPackage[] = [];
  // The archive as it was at one moment. Source: apt(8), "--snapshot".
  const isSnapshot =
    tool === 'apt' && options.some(({ name, value }) => /^(?:-S|--snapshot)$/.test(name) && value?.known);
  let hasUnknown = call.launchers.some(([first]) => first?.text === 'xargs');
  for (const word of operands) {
    const { text, line, known } = word;
    if (!known) hasUnknown = true;
    // A file of the machine came with a step of its own; a hyphen at the end takes a package away.
    if (/^[./~]|\.(?:deb|rpm|apk)$|^\$/.test(text) || (tool === 'apt' && /[^+]-$/.test(text))) continue;
    const [, name, version] = take(known ? text : named(word)) ?? [];
    if (name === undefined) continue;
    const pinned =
      isSnapshot || (known && version !== undefined && !version.includes('*') && (pins?.test(text) ?? true));
    packages.push({
      name: name.toLowerCase(),
      text,
      ...(pinned && version !== undefined ? { version } : {}),
      pinned,
      isTool: isTool('system', name.toLowerCase()),
      ...(known ? {} : { isOpen: true }),
      line,
    });
  }
  return { tool, ecosystem: 'system', packages, hasUnknown };
}

/** The name before a version that is not told. */
function named({ text }: Word): string {
  return text.replace(/[=<>~].*$/s, '');
}
