import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { repoRoot } from '../../../scripts/lib/process/paths';
import { nodeThreads } from '../../../scripts/lib/node/nodeThreads';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import type { Edges } from '../../../webview/engine/network/edges';
import type { TensorKernels } from '../../../webview/engine/gradient/kernelSet';
import { Random } from '../../../webview/engine/support/random';
import type { Threads } from '../../../webview/engine/support/threads';
import { gramLoss } from '../support/objectiveSupport';

/** Numbers of threads: fewer than there are places for tasks, as many, and more than there is work for. */
const counts = [2, 3, 8];

/** Node's threads, with a count of those alive. */
class CountedThreads implements Threads {
  alive = 0;
  constructor(
    readonly count: number,
    private readonly refuses = false,
  ) {}

  readonly start: Threads['start'] = async (script, message) => {
    if (this.refuses && this.alive > 0) throw new Error('No more threads.');
    this.alive++;
    const thread = await nodeThreads.start(script, message);
    return { end: () => (this.alive--, thread.end()) };
  };
}

let device: Device | undefined;

async function openOn(threads?: Threads): Promise<Device> {
  return (device = await openDevice('wasm', nodePlatform.wasm, threads));
}

afterEach(() => {
  device?.close();
  device = undefined;
});

/** Expects kernels to compute the same bits on one thread and on each of `counts`. */
async function expectSameBits(compute: (kernels: TensorKernels) => tf.Tensor[]): Promise<void> {
  const results = [];
  for (const count of [1, ...counts]) {
    const { backend, close } = await openOn({ ...nodeThreads, count });
    const made = compute(backend.kernels);
    results.push(made.map(tensor => Buffer.from(tensor.dataSync().buffer)));
    tf.dispose(made);
    close();
  }
  const [alone, ...shared] = results;
  // Buffers are compared as a whole, since vitest would compare them byte by byte.
  for (const result of shared)
    expect(result.map((bytes, i) => bytes.equals(alone![i]!))).not.toContain(false);
}

function random(seed: number, ...shape: [number, number, number, number]): tf.Tensor4D {
  const length = shape.reduce((a, b) => a * b, 1);
  return tf.tensor4d(new Random(seed).normals(length), shape);
}

beforeAll(async () => {
  await openDevice('wasm', nodePlatform.wasm);
});

describe('our wasm kernels find the same bits on any number of threads', () => {
  describe.each<Edges>(['zero', 'wrap'])('in a convolution with edges %s', edges => {
    // The sizes have incomplete tiles, a height or width of one pixel, few rows of tiles, many channels, or an incomplete
    // band.
    it.each<[number, number, number, number]>([
      [13, 18, 24, 16],
      [1, 150, 8, 8],
      [150, 1, 8, 8],
      [5, 60, 64, 8],
      [17, 20, 136, 200],
      [90, 230, 16, 24],
    ])('%i x %i, %i to %i channels', async (height, width, depth, outputs) => {
      const weights = {
        name: 'conv2_1' as const,
        kernel: random(1, 3, 3, depth, outputs),
        bias: tf.tensor1d(new Random(2).normals(outputs)),
      };
      const x = random(3, 1, height, width, depth);
      const gradient = random(4, 1, height, width, outputs);
      await expectSameBits(kernels => {
        const layer = kernels.convolution(weights, edges);
        const gates = [{}, { activation: x, own: random(5, 1, height, width, depth) }];
        const made = [layer.forward(x), ...gates.map(gate => layer.inputGradient(gradient, gate))];
        layer.dispose();
        return made;
      });
    });
  });

  it.each<[number, number]>([
    [1, 9],
    [67, 130],
  ])('in the gradient of pooling %i x %i', async (height, width) => {
    const activation = random(1, 1, height, width, 8);
    const gradient = random(2, 1, Math.max(1, height >> 1), width >> 1, 8);
    await expectSameBits(kernels => [
      kernels.poolGradient(gradient, 'average', { activation, own: random(3, 1, height, width, 8) }),
    ]);
  });

  it.each([1, 300, 5000])('in a style loss of %i pixels', async pixels => {
    const x = random(1, 1, pixels, 1, 24);
    const target = {
      layer: 'conv1_1' as const,
      gram: tf.tensor2d(new Random(2).normals(24 * 24), [24, 24]),
      coefficient: 0.5,
      ...gramLoss,
    };
    await expectSameBits(kernels => {
      const { loss, gradient } = kernels.styleTerm(target)(x);
      return [loss!, gradient];
    });
  });
});

describe('a wasm device', () => {
  it('says how many threads it has', async () => {
    expect((await openOn()).report.label).toBe('Processor (WebAssembly), 1 thread');
    expect((await openOn(new CountedThreads(1))).report.label).toBe('Processor (WebAssembly), 1 thread');
    expect((await openOn(new CountedThreads(3))).report.label).toBe('Processor (WebAssembly), 3 threads');
  });

  it('leaves no thread behind when it is closed, and counts the memory of the next one anew', async () => {
    const threads = new CountedThreads(3);
    const { backend, close } = await openOn(threads);
    expect(threads.alive).toBe(2);
    const layer = backend.kernels.convolution(
      { name: 'conv2_1', kernel: random(1, 3, 3, 64, 64), bias: tf.zeros([64]) },
      'zero',
    );
    layer.forward(random(2, 1, 40, 40, 64)).dispose();
    layer.dispose();
    expect(backend.account.bytes).toBeGreaterThan(0);
    close();
    expect(threads.alive).toBe(0);
    expect((await openOn()).backend.account.bytes).toBe(0);
  });

  it('computes on one thread where another cannot be started', async () => {
    const threads = new CountedThreads(3, true);
    const { report } = await openOn(threads);
    expect(report.label).toBe('Processor (WebAssembly), 1 thread');
    expect(threads.alive).toBe(0);
  });

  it('keeps no process alive that forgets to close it', () => {
    const script = `
      const { nodePlatform } = await import('./scripts/lib/node/nodePlatform.ts');
      const { openDevice } = await import('./webview/engine/devices/openDevice.ts');
      const { report } = await openDevice('wasm', nodePlatform.wasm, { ...nodePlatform.threads, count: 3 });
      console.log(report.label);`;
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { cwd: repoRoot, encoding: 'utf8', timeout: 120_000 },
    );
    expect(stdout).toContain('3 threads');
    expect(status).toBe(0);
  });
});

describe("Node's threads", () => {
  it('reject a script that does not run', async () => {
    await expect(nodeThreads.start('throw new Error("Not today.")', null)).rejects.toThrow('Not today.');
    await expect(nodeThreads.start('process.exit(3)', null)).rejects.toThrow('code 3');
  });
});
