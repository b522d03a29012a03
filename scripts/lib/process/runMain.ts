import { asPasticheError, errorText } from '../../../src/shared/errors';

/**
 * Runs a command and ends the process, which Dawn would keep alive: with the number that it returns or 0, with 2 where it was
 * called wrongly, with 1 where it failed. The error is a line on stderr.
 */
export async function runMain(main: () => Promise<unknown>): Promise<never> {
  try {
    const code = await main();
    // Where stdout is a pipe, Windows writes it later, and not after an exit.
    await new Promise(resolve => process.stdout.write('', resolve));
    process.exit(typeof code === 'number' ? code : 0);
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n`);
    const { code } = asPasticheError(thrown);
    process.exit(code === 'usage' || code === 'setting' ? 2 : 1);
  }
}
