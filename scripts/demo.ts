// Shows the extension's main use in a real VS Code: right-clicks a photograph, picks a style, and waits for the saved picture.
//   npm run demo -- [--photo NAME] [--style NAME] [--size N] [--epochs N] [--device NAME] [--headed]
// Exit code 0 when the picture is on disk, 2 for bad usage, 1 for anything else.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { devicePreferences, type DevicePreference } from '../src/shared/gpu/device';
import { numberFrom, oneOf, type CommandLine } from './lib/process/commandLine';
import { packExtension } from './lib/release/packedExtension';
import { repoRoot } from './lib/process/paths';
import { runMain } from './lib/process/runMain';
import { fillSampleWorkspace, sampleNames, type SampleName } from './lib/vscode/sampleWorkspace';
import { ensureSystemPackages } from './lib/process/setupPackages';
import { VsCodeSession } from './lib/vscode/session';
import type { Workbench } from './lib/vscode/workbench';

const command = {
  usage: 'npm run demo -- [flags]',
  flags: {
    photo: { value: 'NAME', about: sampleNames.join(', '), fallback: 'boats.jpg' },
    style: { value: 'NAME', about: 'a built-in style', fallback: 'Flow strokes' },
    // These defaults take a processor a minute or two, and a graphics card seconds.
    size: { value: 'PX', about: 'longest side of the picture', fallback: '192' },
    epochs: { value: 'N', about: 'optimiser steps', fallback: '80' },
    device: { value: 'NAME', about: devicePreferences.join(', '), fallback: 'auto' },
    headed: { about: 'shows the window' },
  },
} as const;

interface DemoOptions {
  readonly photo: SampleName;
  /** Label of a built-in style. */
  readonly style: string;
  readonly size: number;
  readonly epochs: number;
  readonly device: DevicePreference;
  readonly headed: boolean;
}

/** Folder of everything that the demo makes, from its workspace to its screenshots; emptied at every start. */
const folder = join(repoRoot, 'out', 'demo');

function optionsFrom({ values }: CommandLine<typeof command.flags>): DemoOptions {
  return {
    ...values,
    photo: oneOf('--photo', sampleNames, values.photo),
    size: numberFrom('--size', values.size, 16),
    epochs: numberFrom('--epochs', values.epochs, 1),
    device: oneOf('--device', devicePreferences, values.device),
  };
}

async function watch(workbench: Workbench, { photo, style, epochs }: DemoOptions): Promise<string[]> {
  await workbench.explorer.chooseFromMenu(photo, 'Stylize with…');
  await workbench.quickInput.pick(style);
  const { studio } = workbench;
  await studio.waitForEpoch(Math.ceil(epochs / 2));
  const screenshots = [await workbench.screenshot('running', folder)];
  await studio.waitForPhase('finished');
  const saved = await workbench.notifications.waitFor(/^Saved/);
  screenshots.push(await workbench.screenshot('finished', folder));
  process.stdout.write(`\n${saved}\nNetwork: ${await studio.network()}\nDevice: ${await studio.device()}\n`);
  return screenshots;
}

async function main(options: DemoOptions): Promise<void> {
  await ensureSystemPackages();
  await rm(folder, { recursive: true, force: true });
  const workspace = join(folder, 'workspace');
  await fillSampleWorkspace(workspace);
  await mkdir(join(workspace, '.vscode'));
  await writeFile(
    join(workspace, '.vscode', 'settings.json'),
    JSON.stringify({
      'pastiche.size': options.size,
      'pastiche.epochs': options.epochs,
      'pastiche.device': options.device,
      // The style is stronger than the preset's, since the photographs are pale and the epochs few.
      'pastiche.styleStrength': 0.8,
    }),
  );
  process.stdout.write('Packing the extension…\n');
  const { path, networks } = await packExtension(join(folder, 'pastiche.vsix'));
  process.stdout.write(`${networks}\n`);

  process.stdout.write(`Opening VS Code, right-clicking ${options.photo}, picking "${options.style}"…\n`);
  const session = await VsCodeSession.start({
    vsix: [path],
    settings: process.env['PASTICHE_MODEL'] === 'pocket' ? { 'pastiche.model.network': 'pocket' } : {},
    chromium: { headed: options.headed, webgpu: 'hardware' },
  });
  try {
    const begun = performance.now();
    const workbench = await session.open(workspace, { width: 1440, height: 900 });
    const screenshots = await watch(workbench, options);
    const [name] = await readdir(join(workspace, 'stylized'));
    process.stdout.write(
      [
        `Seconds: ${((performance.now() - begun) / 1000).toFixed(0)}, from opening the window to the file`,
        `Picture: ${join(workspace, 'stylized', name!)}`,
        ...screenshots.map(screenshot => `Screenshot: ${screenshot}`),
        '',
      ].join('\n'),
    );
  } finally {
    await session.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await runMain(command, line => main(optionsFrom(line)));
