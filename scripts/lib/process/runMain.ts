import { asPasticheError, errorText } from '../../../src/shared/errors';
import { helpText, readCommandLine, type Command, type CommandLine, type Flags } from './commandLine';

/**
 * Reads the command line, runs a command and ends the process, which Dawn would otherwise keep alive. The exit code is the
 * number that the command returns or 0, 2 for bad usage, and 1 for any other error, which is printed as a line on stderr.
 */
export async function runMain<const F extends Flags>(
  command: Command<F>,
  main: (line: CommandLine<F>) => Promise<unknown>,
): Promise<never> {
  try {
    const line = readCommandLine(command, process.argv.slice(2));
    if (line === 'help') process.stdout.write(helpText(command));
    const code = line === 'help' ? 0 : await main(line);
    // Windows writes to a pipe asynchronously, and no more after an exit, so stdout is flushed first.
    await new Promise(resolve => process.stdout.write('', resolve));
    process.exit(typeof code === 'number' ? code : 0);
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n`);
    const { code } = asPasticheError(thrown);
    process.exit(code === 'usage' || code === 'setting' ? 2 : 1);
  }
}
