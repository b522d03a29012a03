import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { fillSampleWorkspace, type SampleName } from '../../scripts/lib/vscode/sampleWorkspace';
import type { Settings } from '../../scripts/lib/vscode/server';
import { VsCodeSession, type SessionOptions } from '../../scripts/lib/vscode/session';
import type { Theme, Workbench } from '../../scripts/lib/vscode/workbench';
import { recordKeyword, type RunRecord } from '../../src/shared/messages/output';

/** A proxy's address at which nothing listens, for a VS Code without a network. */
const deadProxy = 'http://127.0.0.1:9';

/** Settings of a VS Code that reaches no server. */
const offline: Settings = { 'http.proxy': deadProxy, 'http.proxySupport': 'override' };

/** Settings of a recipe that takes seconds. */
const quickRecipe: Settings = { 'pastiche.size': 48, 'pastiche.epochs': 4 };

/** Settings of a recipe that compiles and runs quickly on a WebGPU that the processor emulates. */
export const quickOnWebGpu: Settings = {
  'pastiche.size': 16,
  'pastiche.coarsestSize': 0,
  'pastiche.edges': 'replicate',
};

/** Classes of a webview's body in each theme. */
export const bodyClasses: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'high-contrast': 'vscode-high-contrast',
};

export interface WorkspaceContents {
  readonly photos?: readonly SampleName[];
  /** Contents of further files, by path. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Settings of the workspace, which override the quick recipe. */
  readonly settings?: Settings;
}

export interface OpenedWorkspace {
  readonly workbench: Workbench;
  /** Path of the folder that is open. */
  readonly folder: string;
}

export interface TestedVsCode {
  /** Opens a window on a fresh workspace, or a second one beside a window; both are gone when the test ends. */
  open(contents?: WorkspaceContents, beside?: Workbench): Promise<OpenedWorkspace>;
  readonly session: VsCodeSession;
}

/**
 * A VS Code for the tests of a file, with the extension installed from its package. It reaches no server: no test may
 * depend on whether this machine could.
 */
export function useVsCode({ vsix, settings, ...others }: SessionOptions = {}): TestedVsCode {
  let session: VsCodeSession;
  beforeAll(async () => {
    session = await VsCodeSession.start({
      ...others,
      vsix: vsix ?? [inject('vsix')],
      settings: { ...offline, ...settings },
    });
  });
  afterAll(() => session.stop());
  return {
    get session() {
      return session;
    },
    async open(contents = {}, beside) {
      const folder = await makeWorkspace(contents);
      const workbench = await session.open(folder, undefined, beside);
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail') {
          const path = await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
          console.log(`${await workbench.scene.describe()}\nIts picture: ${path}`);
        }
        await workbench.close();
        await rm(folder, { recursive: true, force: true });
      });
      return { workbench, folder };
    },
  };
}

async function makeWorkspace({
  photos = ['boats.jpg'],
  files = {},
  settings,
}: WorkspaceContents): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-e2e-'));
  await fillSampleWorkspace(folder, photos);
  const all = {
    ...files,
    '.vscode/settings.json': JSON.stringify({ ...quickRecipe, ...settings }, undefined, 2),
  };
  for (const [path, contents] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
  return folder;
}

/** Starts a run as most people do: right-clicks an image and picks a built-in style. */
export async function stylize(workbench: Workbench, content: string, style: string): Promise<void> {
  await workbench.explorer.chooseFromMenu(content, 'Stylize with…');
  await workbench.quickInput.pick(style);
}

/** A saved picture: its size, its difference to the content image, and its record. */
export interface PictureOnDisk {
  readonly width: number;
  readonly height: number;
  readonly record: RunRecord;
  /** Mean absolute difference to the content image at the same size, in levels of 0 to 255. */
  readonly difference: number;
}

export async function readPicture(path: string, content: string): Promise<PictureOnDisk> {
  const bytes = await readFile(path);
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const original = await sharp(content).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]! - original[i]!);
  return { width, height, record: recordOf(bytes), difference: sum / data.length };
}

function recordOf(png: Uint8Array): RunRecord {
  const text = decode(png).text[recordKeyword];
  if (text === undefined) throw new Error(`The picture has no text chunk "${recordKeyword}".`);
  return JSON.parse(text) as RunRecord;
}
