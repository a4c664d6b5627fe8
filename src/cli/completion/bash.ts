import type { Completable, Flag, Values } from './model.js';

/**
 * The script for bash 3.2 and newer (that of macOS), without the bash-completion package. Bash breaks words at `=`, so
 * `--flag=value` arrives as three (https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html).
 */
export function bashScript(commands: readonly Completable[], own: readonly Flag[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion of repro. Use it by: eval "$(repro completion bash)"
_repro_words() { COMPREPLY=( $(compgen -W "$1" -- "$cur") ); }
_repro_list() {
  local before=''
  [[ $cur == *,* ]] && before="\${cur%,*},"
  COMPREPLY=( $(compgen -P "$before" -W "$1" -- "\${cur##*,}") )
}
_repro_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=( $(compgen -f -- "$cur") )
}
_repro_folders() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=( $(compgen -d -- "$cur") )
}
_repro_pair() {
  compopt -o nospace 2>/dev/null
  COMPREPLY=( $(compgen -S = -W "$1" -- "$cur") )
}
_repro() {
  local cur prev command='' word i nth=0 skip=''
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
  i=$((COMP_CWORD - 1))
  if [[ $cur == = ]]; then
    cur=''
    i=$((COMP_CWORD - 1))
  elif [[ $prev == = ]]; then
    i=$((COMP_CWORD - 2))
  fi
  prev=\${COMP_WORDS[i]}
  # In \`--report format=file\` the file stands behind the second word.
  if (( i != COMP_CWORD - 1 )) || [[ \${COMP_WORDS[COMP_CWORD]} == = ]]; then
    case "\${COMP_WORDS[i-1]}" in
${pairFlags(commands)
  .map((name) => `      ${name}) _repro_files; return ;;`)
  .join('\n')}
    esac
  fi
  for (( i = 1; i < COMP_CWORD; i++ )); do
    word=\${COMP_WORDS[i]}
    if [[ -z $command ]]; then
      case "$word" in
        ${names.join('|')}) command=$word ;;
      esac
    elif [[ -n $skip ]]; then
      [[ $word == = ]] || skip=''
    else
      case "$command $word" in
${commands.flatMap(takesValue).join('\n')}
        *' -'*|*' =') ;;
        *) nth=$((nth + 1)) ;;
      esac
    fi
  done
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
${commands.map(({ name, flags }) => `      ${name}) _repro_words '${allNames(flags).join(' ')}' ;;`).join('\n')}
      *) _repro_words '${allNames(own).join(' ')}' ;;
    esac
    return
  fi
  case "$command $nth" in
    ' '*) _repro_words '${[...names, 'help'].join(' ')}' ;;
${commands.flatMap(argumentCases).join('\n')}
  esac
}
complete -F _repro repro
`;
}

function allNames(flags: readonly Flag[]): string[] {
  return flags.flatMap(({ names }) => names);
}

function pairFlags(commands: readonly Completable[]): string[] {
  const flags = commands.flatMap(({ flags }) => flags.filter(({ value }) => value?.values.kind === 'pair'));
  return [...new Set(allNames(flags))];
}

function takesValue({ name, flags }: Completable): string[] {
  const taking = allNames(flags.filter(({ value }) => value !== undefined));
  return taking.length === 0 ? [] : [`        ${patterns(name, taking)}) skip=1 ;;`];
}

function valueCases({ name, flags }: Completable): string[] {
  return flags.flatMap(({ names, value }) =>
    value ? [`    ${patterns(name, names)}) ${call(value.values)}; return ;;`] : [],
  );
}

function argumentCases({ name, arguments: places }: Completable): string[] {
  return places.map(({ values, variadic }, at) => `    '${name} '${variadic ? '*' : at}) ${call(values)} ;;`);
}

function patterns(command: string, names: readonly string[]): string {
  return names.map((name) => `'${command} ${name}'`).join('|');
}

function call(values: Values): string {
  switch (values.kind) {
    case 'files':
      return '_repro_files';
    case 'folders':
      return '_repro_folders';
    case 'nothing':
      return ':';
    case 'pair':
      return `_repro_pair '${values.words.join(' ')}'`;
    case 'words':
      return `${values.list ? '_repro_list' : '_repro_words'} '${values.words.join(' ')}'`;
  }
}
