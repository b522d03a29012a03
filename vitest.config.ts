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
          // Two cores: one file at a time computes.
          fileParallelism: false,
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
          // A whole VS Code on a busy machine: a click may fall between two of its redraws. What fails twice is ours.
          retry: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
