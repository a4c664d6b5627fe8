import type { GivenCommand, Reference } from '../../facts/shown-commands/model.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'workflow/commands',
  title: 'The commands that are given name files, modules and flags that exist',
  severity: 'advised',
  scope: 'either',
  why: 'A command that is copied from the README and fails at once stops everybody who wants to run the work again, and says that it was not run since.',
  fix: 'Run every command of the README and of the task files once in a fresh clone, and write down what works.',
  source: 'https://www.acm.org/publications/policies/artifact-review-and-badging-current',
  needs: ['shownCommands'],
  examples: {
    pass: {
      files: {
        'README.md': '# Usage\n\n```sh\npython train.py --epochs 3\n```\n',
        'train.py':
          "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--epochs', type=int)\nprint(parser.parse_args())\n",
      },
    },
    fail: {
      files: {
        'README.md': '# Usage\n\n```sh\npython trian.py --epochs 3\n```\n',
        'train.py':
          "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--epochs', type=int)\nif __name__ == '__main__':\n    print(parser.parse_args())\n",
      },
    },
  },

  run({ shownCommands: { commands, running, runnable } }) {
    const judged = commands.filter(({ references }) => references.some(({ state }) => state !== 'untold'));
    const wrong = judged.filter(({ references }) => references.some(isWrong));
    const good = judged.length - wrong.length;
    const gaps = judged.flatMap((command) =>
      command.references
        .filter((reference) => isWrong(reference) || reference.state === 'moved')
        .map((reference) => gapOf(command, reference)),
    );
    const references = judged.flatMap(({ references }) => references);
    const told = {
      evidence: judged
        .filter((command) => !wrong.includes(command))
        .slice(0, 50)
        .map(({ file, line, text }) => `${file}:${line} ${text}`),
      data: {
        commands: judged.length,
        wrong: wrong.length,
        undecided: commands.length - judged.length,
        names: references.filter(({ state }) => state !== 'untold').length,
        missing: references
          .filter(isWrong)
          .map(({ name }) => name)
          .slice(0, 100),
      },
    };
    if (judged.length === 0) {
      if (runnable === 'nothing') return skip('no script or notebook that somebody would run', told);
      if (commands.length > 0 || running > 0)
        return unknown('what the commands name cannot be told from the files', told);
      if (runnable === 'notebooks') return skip('only notebooks, which are run as they stand', told);
      return fail(
        'no command is given',
        [
          {
            message:
              'neither README nor documents, pipelines or task files give a command that runs the code',
          },
        ],
        told,
      );
    }
    if (wrong.length === 0)
      return pass(
        `${count(judged.length, 'command')} ${judged.length === 1 ? 'names' : 'name'} what is there`,
        { gaps, ...told },
      );
    const summary = `${wrong.length} of ${count(judged.length, 'command')} ${wrong.length === 1 ? 'names' : 'name'} what is not there`;
    return good === 0
      ? fail(summary, gaps, told)
      : partial(summary, gaps, { ratio: good / judged.length, ...told });
  },
});

function isWrong({ state }: Reference): boolean {
  return state === 'missing';
}

function gapOf({ file, line, text }: GivenCommand, { kind, name, state, of, nearest }: Reference): Gap {
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  const message = {
    script: state === 'moved' ? `${name} is not where the command is given` : `${name} does not exist`,
    file: state === 'moved' ? `${name} is not where the command is given` : `${name} does not exist`,
    module: `the project has no module ${name}`,
    target: `${of} has no ${name}`,
    option: `${of} knows no ${name}`,
    override: `the settings in ${of === '' ? 'the root' : of} have no ${name}`,
  }[kind];
  return {
    message: `${message}${meant} (\`${text}\`)`,
    at: { file, line },
    key: `${kind} ${name} ${of ?? ''}`.trim(),
    ...(of !== undefined && of !== '' && { related: [{ file: of, message: `knows no ${name}` }] }),
    confidence: state === 'moved' ? 'possible' : kind === 'script' || kind === 'file' ? 'likely' : 'certain',
  };
}
