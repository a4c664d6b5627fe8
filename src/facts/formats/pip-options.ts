/** One option of a requirements file under its long name, or why it is none. */
export interface PipOption {
  option: string;
  value?: string | undefined;
  problem?: string | undefined;
}

/** Long names by short ones. */
const SHORT: Readonly<Record<string, string>> = {
  '-r': '--requirement',
  '-c': '--constraint',
  '-e': '--editable',
  '-i': '--index-url',
  '-f': '--find-links',
};
const WITH_VALUE = new Set(
  `--requirement --constraint --editable --index-url --pypi-url --extra-index-url --find-links --no-binary --only-binary
  --trusted-host --use-feature --config-settings --config-setting --global-option --install-option --hash`.split(
    /\s+/,
  ),
);
const FLAGS = new Set(
  '--no-index --prefer-binary --require-hashes --no-require-hashes --pre --all-releases --only-final'.split(
    ' ',
  ),
);
/** Options that only old versions of pip know: newer ones stop at them. Whether each takes a value. Source: pip, NEWS.rst. */
const LEGACY: Readonly<Record<string, boolean>> = {
  '--process-dependency-links': false, '--use-wheel': false, '--no-use-wheel': false, '--always-unzip': false, '-Z': false,
  '--allow-all-external': false, '--allow-external': true, '--allow-unverified': true, '--allow-insecure': true,
}; // biome-ignore format: a table reads better in rows

/**
 * The options of a line, split as a shell splits words: `-r x`, `-rx`, `--requirement=x`, `--req x`.
 * Source: pip, src/pip/_internal/req/req_file.py, and Python's optparse, which takes unambiguous beginnings of long names.
 */
export function* pipOptions(content: string): Generator<PipOption> {
  const words = shellWords(content);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    // What follows an option that takes no value is an argument, which pip passes over.
    if (!word.startsWith('-')) continue;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const said = word.startsWith('--') ? (equals < 0 ? word : word.slice(0, equals)) : word.slice(0, 2);
    const attached = word.startsWith('--')
      ? equals < 0
        ? undefined
        : word.slice(equals + 1)
      : word.slice(2).replace(/^=/, '') || undefined;
    if (Object.hasOwn(LEGACY, said)) {
      if (LEGACY[said] && attached === undefined) at++;
      yield { option: said, problem: `pip no longer knows the option ${said}` };
      continue;
    }
    const option = SHORT[said] ?? longName(said);
    if (option === undefined) {
      yield { option: said, problem: `pip knows no option ${said} in a requirements file` };
      continue;
    }
    if (!WITH_VALUE.has(option)) {
      yield { option };
      continue;
    }
    // An editable may be a requirement with spaces: `-e name @ url`.
    const isNamed = option === '--editable' && words[at + 2] === '@';
    const value = attached ?? (isNamed ? words.slice(at + 1, at + 4).join(' ') : words[at + 1]);
    if (attached === undefined) at += isNamed ? 3 : 1;
    yield value === undefined || value === ''
      ? { option, problem: `${said} has no value` }
      : { option, value };
  }
}

function longName(said: string): string | undefined {
  if (WITH_VALUE.has(said) || FLAGS.has(said)) return said;
  if (!said.startsWith('--') || said.length < 4) return undefined;
  const found = [...WITH_VALUE, ...FLAGS].filter((name) => name.startsWith(said));
  return found.length === 1 ? found[0] : undefined;
}

/** Words with their quotes taken off; an open quote goes on to the end. */
function shellWords(text: string): string[] {
  const words = text.match(/(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+/gs) ?? [];
  return words.map((word) =>
    word.replace(
      /"((?:[^"\\]|\\.)*)"?|'([^']*)'?/gs,
      (_, double: string | undefined, single: string | undefined) => double ?? single ?? '',
    ),
  );
}
