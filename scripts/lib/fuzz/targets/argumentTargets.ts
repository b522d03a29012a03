import { readCommandLine, type Command, type CommandLine, type Flags } from '../../process/commandLine';
import { qualityArguments, qualityCommand } from '../../quality/qualityArguments';
import { stylizeArguments, stylizeCommand } from '../../stylize/stylizeArguments';
import { testArguments, testCommand } from '../../testing/testArguments';
import { below, few, oneOf } from '../choices';
import { mutatedText } from '../mutation/mutateText';
import type { FuzzTarget } from '../target';
import type { Random } from '../../../../webview/engine/support/random';

const stylize = reader(stylizeCommand, stylizeArguments);
const quality = reader(qualityCommand, qualityArguments);
const test = reader(testCommand, testArguments);

const lines: readonly (readonly [(argv: readonly string[]) => unknown, readonly string[]])[] = [
  [
    stylize,
    ['a.png', 'b.png', 'c.png', '--out', 'x.png', '--style-weights', '3,1', '--region', 'm.png=d.png'],
  ],
  [stylize, ['a.png', 'b.png', '--out=x.png', '--size', '256', '--init', 'noise', '--device', 'wasm']],
  [stylize, ['a.png', 'b.png', '--out', 'x.png', '--recipe', 'package.json', '--seed=7']],
  [quality, ['--run', 'draft epochs=5 network=pocket', '--pairs', '1,3', '--limit', '9', '--size', '64']],
  [test, ['--only', 'unit,engine', '--with', 'vgg19', '--grep', 'x']],
];

export const argumentTargets: readonly FuzzTarget[] = [
  {
    name: 'command lines',
    share: 8,
    run: (random: Random): unknown => {
      const [parse, line] = oneOf(random, lines);
      let argv = line;
      for (let left = few(random); left > 0; left--) argv = mutated(random, argv);
      return parse(argv);
    },
  },
];

function mutated(random: Random, argv: readonly string[]): readonly string[] {
  const at = below(random, argv.length);
  switch (below(random, 4)) {
    case 0:
      return argv.filter((_, i) => i !== at);
    case 1:
      return [...argv.slice(0, at), oneOf(random, argv), ...argv.slice(at)];
    default:
      return argv.map((text, i) => (i === at ? mutatedText(random, [text]) : text));
  }
}

function reader<const F extends Flags>(
  command: Command<F>,
  read: (line: CommandLine<F>) => unknown,
): (argv: readonly string[]) => unknown {
  return argv => {
    const line = readCommandLine(command, argv);
    return line === 'help' ? line : read(line);
  };
}
