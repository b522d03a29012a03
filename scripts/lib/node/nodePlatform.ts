import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Platform } from '../../../webview/engine/platform';
import { repoRoot } from '../process/paths';
import { nodeCodec } from './nodeCodec';
import { nodeThreads } from './nodeThreads';

const { version } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as { version: string };

/** The platform that the engine runs on in Node: its codec, threads and binaries. */
export const nodePlatform: Platform = {
  codec: nodeCodec,
  wasm: join(
    dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    'dist/',
  ),
  threads: nodeThreads,
  software: `Pastiche ${version}`,
};
