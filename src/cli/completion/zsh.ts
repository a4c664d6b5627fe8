import type { Completable, Flag, Values } from './model.js';

/** The script for zsh: to be evaluated, or put into a folder of `$fpath` as `_repro`. It needs `compinit`. */
export function zshScript(commands: readonly Completable[], own: readonly Flag[]): string {
  return `#compdef repro
# zsh completion of repro. Use it by: eval "$(repro completion zsh)", behind compinit
_repro_list() { _sequence -s , compadd - "$@" }
_repro_pair() {
  if compset -P '*='; then _files; else compadd -S = -q - "$@"; fi
}
_repro() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  local -a commands=(
${[...commands.map(({ name, description }) => `${name}:${description}`), 'help:print the help of a command']
  .map((line) => `    ${quoted(line)}\n`)
  .join('')}  )
  _arguments -C \\
${own.flatMap(specs).map(continued).join('')}    '1:command:->command' \\
    '*::argument:->rest' && return
  case $state in
    command)
      _describe command commands
      ;;
    rest)
      case $words[1] in
        help) _describe command commands ;;
${commands
  .map(
    ({ name, flags, arguments: places }) => `        ${name})
          _arguments -s \\
${[
  ...flags.flatMap(specs),
  ...places.map(({ name: called, values, variadic }, at) =>
    quoted(`${variadic ? '*' : at + 1}:${message(called)}:${action(values)}`),
  ),
]
  .map((spec) => `            ${spec}`)
  .join(' \\\n')}
          ;;
`,
  )
  .join('')}      esac
      ;;
  esac
}
if [[ $funcstack[1] == _repro ]]; then _repro "$@"; else compdef _repro repro; fi
`;
}

function continued(spec: string): string {
  return `    ${spec} \\\n`;
}

/** The specs of a flag for \`_arguments\`: https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
function specs({ names, description, value, repeats }: Flag): string[] {
  const others = repeats ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const text = `[${description.replace(/[[\]\\]/g, '\\$&')}]`;
  return names.map((name) => {
    if (!value) return quoted(`${others}${name}${text}`);
    return quoted(
      `${others}${name}${name.startsWith('--') ? '=' : '+'}${text}:${message(value.name)}:${action(value.values)}`,
    );
  });
}

function message(name: string): string {
  return name.replaceAll(':', '\\:');
}

function action(values: Values): string {
  switch (values.kind) {
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'nothing':
      return ' ';
    case 'pair':
      return `{ _repro_pair ${values.words.join(' ')} }`;
    case 'words':
      return values.list ? `{ _repro_list ${values.words.join(' ')} }` : `(${values.words.join(' ')})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
