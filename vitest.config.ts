import { defineConfig } from 'vitest/config';

/** A busy machine is no failure: time limits only end what hangs. */
const slow = 60_000;

// Each kind of test is a project: `unit` needs nothing, `engine` computes (wasm, WebGPU through Dawn), `studio` runs elements
// in a DOM, `e2e` drives a real VS Code, `vgg19` needs the published weights and is run only where it is asked for.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: slow } },
      {
        test: {
          name: 'studio',
          include: ['test/studio/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: slow,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Much of a file waits for one thread, so two share the cores.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'vgg19',
          include: ['test/vgg19/**/*.test.ts'],
          globalSetup: ['test/vgg19/globalSetup.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/globalSetup.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
