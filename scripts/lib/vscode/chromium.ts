import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { PasticheError } from '../../../src/shared/errors';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const macPrograms = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of Chromium on this machine: PASTICHE_CHROMIUM, else one on the PATH, else the usual place on macOS. */
export function findChromium(): string | undefined {
  const named = process.env['PASTICHE_CHROMIUM'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap(folder => programs.map(program => join(folder, program)));
  return ['/usr/bin/chromium', ...onPath, ...macPrograms].find(existsSync);
}

export interface ChromiumOptions {
  /** True shows the browser's window. */
  readonly headed?: boolean;
  /** WebGPU of pages: `software` computes on SwiftShader, which is part of Chromium; `none` leaves pages without it. */
  readonly webgpu?: 'software' | 'hardware' | 'none';
}

/** Starts a Chromium that reaches this machine alone: it resolves no host name but the loopback's. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { headed = false, webgpu = 'software' } = options;
  const executablePath = findChromium();
  if (!executablePath) throw new PasticheError('usage', 'No Chromium was found.', 'Install chromium.');
  return chromium.launch({
    executablePath,
    headless: !headed,
    args: [
      ...(headed ? [] : ['--headless=new']),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ...(webgpu === 'none' ? [] : ['--enable-unsafe-webgpu']),
      ...(webgpu === 'software' ? ['--use-webgpu-adapter=swiftshader'] : []),
    ],
  });
}
