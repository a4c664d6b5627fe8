#!/usr/bin/env bash
# What the action does between its inputs, which it takes from the environment, and its outputs. action.yml calls it.
set -euo pipefail

# Bytes of a comment: GitHub takes 65,536 characters.
readonly COMMENT_BYTES=60000

# Copies a text, cut after a whole line where it is longer than a comment may be, which is told first.
shortened() {
  if [ "$(wc -c < "$1")" -le "$COMMENT_BYTES" ]; then
    cat "$1"
  else
    printf '> This report is cut: the whole one is too long for a comment.\n\n'
    head -c "$COMMENT_BYTES" "$1" | sed '$d'
  fi
}

# Prints files that may hold text of the project, in which the runner shall see no command.
printed() {
  local token
  token=$(node -p 'crypto.randomUUID()')
  printf '::stop-commands::%s\n' "$token"
  cat "$@"
  printf '\n::%s::\n' "$token"
}

out=$(mktemp -d "$RUNNER_TEMP/repro-XXXXXX")
flags=(
  --report "json=$out/report.json"
  --report "markdown=$out/report.md" --report "github=$out/annotations.txt"
)
if [ -n "$INPUT_BASELINE" ]; then flags+=("--baseline=$INPUT_BASELINE"); fi
while read -r report; do
  if [ -n "$report" ]; then flags+=("--report=$report"); fi
done <<< "$INPUT_REPORTS"
read -r -d "" -a more <<< "$INPUT_ARGS" || true
# The command itself writes the summary where the runner names a file for it.
if [ "$INPUT_SUMMARY" != true ]; then export GITHUB_STEP_SUMMARY=; fi

code=0
node "$ACTION_PATH/bin/repro.js" check "${flags[@]}" ${more[@]+"${more[@]}"} -- "$INPUT_PATH" \
  > "$out/log.txt" 2> "$out/errors.txt" || code=$?
printed "$out/log.txt" "$out/errors.txt"
# A flag such as --help judges nothing, which is no pass.
if [ "$code" = 0 ] && [ ! -f "$out/report.json" ]; then
  code=2
  echo '::error title=repro::Nothing was judged: one of the flags in args asks for something else'
fi
echo "exit-code=$code" >> "$GITHUB_OUTPUT"

# Without a report there is nothing to show: the log says why.
if [ ! -f "$out/report.json" ]; then exit 0; fi

# Made apart from the flags above: with --verbose it would hold what is waived, for which code scanning opens alerts.
node "$ACTION_PATH/bin/repro.js" report "$out/report.json" --format sarif --output "$out/repro.sarif"

if [ "$INPUT_ANNOTATIONS" = true ]; then cat "$out/annotations.txt"; fi
if [ -n "$INPUT_BEFORE" ]; then
  if ! node "$ACTION_PATH/bin/repro.js" diff --format markdown --output "$out/comment.md" -- \
    "$INPUT_BEFORE" "$out/report.json" > "$out/diff.txt" 2>&1; then
    printed "$out/diff.txt"
    exit 2
  fi
else
  shortened "$out/report.md" > "$out/comment.md"
fi
{
  node -p 'const { score, grade, gate } = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
    `score=${score ?? ""}\ngrade=${grade}\npassed=${gate.passed}`' "$out/report.json"
  echo "report-file=$out/report.json"
  echo "sarif-file=$out/repro.sarif"
  echo "comment-file=$out/comment.md"
} >> "$GITHUB_OUTPUT"
