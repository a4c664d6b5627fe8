import type { Completable, Flag, Values } from './model.js';

/** The script for fish 3: https://fishshell.com/docs/current/cmds/complete.html */
export function fishScript(commands: readonly Completable[], own: readonly Flag[]): string {
  const lines = [
    ...own.map((flag) => `complete -c repro -n __fish_use_subcommand${flagPart(flag)}`),
    ...[...commands, { name: 'help', description: 'print the help of a command' }].map(
      ({ name, description }) =>
        `complete -c repro -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    `complete -c repro -n '__fish_seen_subcommand_from help' -a ${quoted(commands.map(({ name }) => name).join(' '))}`,
    ...commands.flatMap(({ name, flags, arguments: places }) => {
      const here = `complete -c repro -n '__repro_runs ${name}'`;
      return [
        ...flags.map((flag) => `${here}${flagPart(flag)}`),
        ...places.flatMap(({ values }) => {
          if (values.kind === 'files') return [`${here} -F`];
          return values.kind === 'nothing' ? [] : [`${here} -a ${quoted(candidates(values))}`];
        }),
      ];
    }),
  ];
  return `# fish completion of repro. Use it by: repro completion fish | source
function __repro_runs
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __repro_token
    commandline -ct | string replace -r '^--[a-z-]+=' ''
end
function __repro_list
    set -l before (__repro_token | string match -r '^.*,'; or echo '')
    printf '%s\\n' "$before"$argv
end
function __repro_pair
    set -l token (__repro_token)
    if string match -q '*=*' -- $token
        set -l format (string replace -r '=.*' '=' -- $token)
        set -l paths (__fish_complete_path (string replace -r '^[^=]*=' '' -- $token) | string replace -r '\\t.*' '')
        test (count $paths) -gt 0; and printf '%s\\n' "$format"$paths
    else
        printf '%s=\\n' $argv
    end
end
complete -c repro -f
${lines.join('\n')}
`;
}

function flagPart({ names, description, value }: Flag): string {
  const parts = names.map((name) =>
    name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`,
  );
  return `${parts.join('')}${value ? valuePart(value.values) : ''} -d ${quoted(description)}`;
}

function valuePart(values: Values): string {
  if (values.kind === 'files') return ' -r -F';
  return values.kind === 'nothing' ? ' -x' : ` -x -a ${quoted(candidates(values))}`;
}

function candidates(values: Values): string {
  switch (values.kind) {
    case 'folders':
      return '(__fish_complete_directories)';
    case 'pair':
      return `(__repro_pair ${values.words.join(' ')})`;
    case 'words':
      return values.list ? `(__repro_list ${values.words.join(' ')})` : values.words.join(' ');
    default:
      return '';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
