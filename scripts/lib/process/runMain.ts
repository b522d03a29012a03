import { asPasticheError, errorText } from '../../../src/shared/errors';

/**
 * Runs a command and ends the process, which Dawn would otherwise keep alive. The exit code is the number that the command
 * returns or 0, 2 for bad usage, and 1 for any other error, which is printed as a line on stderr.
 */
export async function runMain(main: () => Promise<unknown>): Promise<never> {
  try {
    const code = await main();
    // Windows writes to a pipe asynchronously, and no more after an exit, so stdout is flushed first.
    await new Promise(resolve => process.stdout.write('', resolve));
    process.exit(typeof code === 'number' ? code : 0);
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n`);
    const { code } = asPasticheError(thrown);
    process.exit(code === 'usage' || code === 'setting' ? 2 : 1);
  }
}
