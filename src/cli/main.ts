declare const __REPRO_VERSION__: string | undefined;

/**
 * Runs the command line and returns the exit code: 0 fine, 1 the gate (or a comparison) failed, 2 a mistake of the
 * user, 3 a defect of ours. Asking for the version loads nothing else, since scripts ask for it often; so the constant
 * that the build sets is read right here.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const known =
      typeof __REPRO_VERSION__ === 'undefined'
        ? await (await import('./version.js')).version()
        : __REPRO_VERSION__;
    process.stdout.write(`${known}\n`);
    return 0;
  }
  const { runProgram } = await import('./program.js');
  return runProgram(argv);
}
