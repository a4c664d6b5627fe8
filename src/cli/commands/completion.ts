import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { completables, ownFlags } from '../completion/model.js';
import { zshScript } from '../completion/zsh.js';
import { print } from '../terminal.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const HELP = `
Put the line of your shell into its start-up file:
  bash  ~/.bashrc                    eval "$(repro completion bash)"
  zsh   ~/.zshrc, behind compinit    eval "$(repro completion zsh)"
  fish  ~/.config/fish/config.fish   repro completion fish | source`;

export function configure(command: Command, done: (exitCode: number) => void): void {
  command
    .addArgument(new Argument('<shell>', 'the shell that shall complete').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', HELP)
    .action(async (shell: keyof typeof SCRIPTS) => {
      const { programWith } = await import('./index.js');
      const program = await programWith(
        () => true,
        () => {},
      );
      await print(SCRIPTS[shell](completables(program), ownFlags(program)));
      done(0);
    });
}
