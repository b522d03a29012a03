import { ensureSystemPackages } from '../process/setupPackages';
import { runHostTests } from './hostTests';
import { sumOf, type Outcome } from './outcome';
import { runTool } from './toolStage';
import { runVitest } from './vitestStage';

export interface Stage {
  readonly name: string;
  readonly heading: string;
  /** Reason why this machine cannot run the stage, whatever is installed. */
  readonly impossible?: string | undefined;
  readonly run: Run;
}

type Run = (grep: string | undefined) => Promise<Outcome>;

function withSystemPackages(run: Run): Run {
  return async grep => {
    await ensureSystemPackages();
    return run(grep);
  };
}

/** Reason on Windows for the stages that need VS Code: code-server has no Windows version. */
const needsUnix = process.platform === 'win32' ? 'code-server does not run on Windows' : undefined;

/** Stages that `npm test` runs, the quick ones first. None needs more than a clone and the packages. */
export const stages: readonly Stage[] = [
  {
    name: 'code',
    heading: 'Types, lint and walls',
    run: async () =>
      // Each computes on one core, so they run side by side.
      sumOf(
        await Promise.all([
          runTool('tsc -b', 'typescript/bin/tsc', ['-b']),
          runTool('eslint', 'eslint/bin/eslint.js', ['.']),
          runTool('prettier --check', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
          runTool('dependency-cruiser', 'dependency-cruiser/bin/dependency-cruise.mjs', [
            ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
            ...['src', 'webview', 'scripts', 'test'],
          ]),
        ]),
      ),
  },
  {
    name: 'unit',
    heading: 'Unit tests and elements of the studio',
    run: grep => runVitest(['unit', 'studio'], grep),
  },
  {
    name: 'engine',
    heading: 'Engine',
    run: withSystemPackages(grep => runVitest(['engine'], grep)),
  },
  {
    name: 'host',
    heading: 'Extension host, inside VS Code',
    impossible: needsUnix,
    run: withSystemPackages(runHostTests),
  },
  {
    name: 'e2e',
    heading: 'End to end, in a real VS Code',
    impossible: needsUnix,
    run: withSystemPackages(grep => runVitest(['e2e'], grep)),
  },
];

/** Stages that run only where they are asked for, since they need what a clone does not have. */
export const extras: readonly Stage[] = [
  {
    name: 'vgg19',
    heading: 'VGG-19, with its published weights',
    run: grep => runVitest(['vgg19'], grep),
  },
];
