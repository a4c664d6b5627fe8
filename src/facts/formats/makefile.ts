import type { Task } from '../automation/model.js';
import { type Command, readCommands } from '../commands.js';

interface Rule {
  name: string;
  line: number;
  commands: Command[];
  after: string[];
}

/** Targets of a Makefile with their recipes and prerequisites. Source: GNU make manual, "Writing Rules". */
export function parseMakefile(text: string): Task[] {
  const variables = new Map<string, string>();
  const rules = new Map<string, Rule>();
  const lines = text.split(/\r\n|\n|\r/);
  let current: Rule[] = [];
  for (let at = 0; at < lines.length; at++) {
    const start = at;
    let line = lines[at]!.slice(0, 10_000);
    while (line.endsWith('\\') && at + 1 < lines.length && line.length < 20_000)
      line = `${line.slice(0, -1)} ${lines[++at]!.trim()}`;
    if (line.startsWith('\t')) {
      const recipe = expand(line.trim(), variables).replace(/^[@+-]+\s*/, '');
      const commands = readCommands(recipe, start + 1);
      for (const rule of current) rule.commands.push(...commands);
      continue;
    }
    const assignment = /^(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(?:\?|:{1,3}|\+|!)?=\s*(.*)$/.exec(
      line,
    );
    if (assignment) {
      variables.set(assignment[1]!, assignment[2]!.trim().slice(0, 500));
      continue;
    }
    const rule = /^([^\s#:=.][^#:=]{0,500}?|\.[a-z][^#:=]{0,200}?)\s*::?(?!=)\s*([^#=]*)/.exec(line);
    if (!rule) continue;
    const [prerequisites = '', inline] = rule[2]!.split(';', 2);
    current = expand(rule[1]!, variables)
      .split(/\s+/)
      .slice(0, 100)
      .map((name) => {
        const known = rules.get(name) ?? { name, line: start + 1, commands: [], after: [] };
        known.after.push(
          ...expand(prerequisites, variables)
            .split(/\s+/)
            .filter((word) => /^[\w./%-]+$/.test(word)),
        );
        if (inline) known.commands.push(...readCommands(inline, start + 1));
        rules.set(name, known);
        return known;
      });
  }
  return [...rules.values()].filter(({ name }) => !name.startsWith('.'));
}

function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let out = text;
  for (let depth = 0; depth < 5 && out.includes('$') && out.length < 10_000; depth++) {
    const next = out.replace(
      /\$[({]([\w.-]{1,100})[)}]/g,
      (whole, name: string) => variables.get(name) ?? whole,
    );
    if (next === out) break;
    out = next;
  }
  return out;
}

/** Recipes of a justfile. Source: just manual, "Recipes". */
export function parseJustfile(text: string): Task[] {
  const tasks: Rule[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const recipe = /^@?([A-Za-z_][\w-]*)((?:\s+[^:#]{0,500})?):(?!=)\s*([^#]*)/.exec(line.slice(0, 2000));
    if (recipe)
      tasks.push({
        name: recipe[1]!,
        line: index + 1,
        commands: [],
        after: recipe[3]!.split(/\s+/).filter((word) => /^[\w-]+$/.test(word)),
      });
    else if (/^\s+\S/.test(line))
      tasks.at(-1)?.commands.push(...readCommands(line.trim().replace(/^[@-]+/, ''), index + 1));
  }
  return tasks;
}
