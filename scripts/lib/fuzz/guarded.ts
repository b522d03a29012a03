import { Worker } from 'node:worker_threads';
import type { FuzzJob } from './fuzzWorker';
import type { Found, FuzzRange, TargetReport } from './runTarget';

/** A worker's first lines: tsx, which reads TypeScript, is not handed on to workers by Node 20. */
const start = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./fuzzWorker.ts', import.meta.url).href)});
});`;

/** Time without an end of one input after which it counts as one that never ends, ms: a busy machine may halt for seconds. */
const endlessMs = 30_000;
/** Memory above which an input counts as a crash, MB. */
const maxOldGenerationSizeMb = 1024;
/** Crashes and endless inputs after which a target is given up: the first of them tell enough. */
const mostEnds = 10;

/**
 * Runs a target in a worker, which an input may crash, exhaust or hang without ending the run: the next worker goes on behind
 * that input.
 */
export async function runGuarded(target: string, range: Omit<FuzzRange, 'onInput'>): Promise<TargetReport> {
  const reports: TargetReport[] = [];
  const ends: Found[] = [];
  for (let first = range.first; first < range.end && ends.length < mostEnds;) {
    const result = await runWorker({
      ...range,
      target,
      first,
      underWay: new Int32Array(new SharedArrayBuffer(4)).fill(first - 1),
    });
    if ('kind' in result) ends.push(result);
    else reports.push(result);
    first = 'kind' in result ? result.input + 1 : range.end;
  }
  return {
    name: target,
    inputs: range.end - range.first,
    refused: reports.reduce((sum, { refused }) => sum + refused, 0),
    slowest: reports.map(({ slowest }) => slowest).sort((a, b) => b.ms - a.ms)[0] ?? {
      input: range.first,
      ms: 0,
    },
    found: [...ends, ...reports.flatMap(({ found }) => found)],
  };
}

function runWorker(job: FuzzJob): Promise<TargetReport | Found> {
  return new Promise(resolve => {
    const worker = new Worker(start, {
      eval: true,
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb },
    });
    let [last, since] = [-1, Date.now()];
    const watch = setInterval(() => {
      if (job.underWay[0] !== last) [last, since] = [job.underWay[0]!, Date.now()];
      else if (last >= job.first && Date.now() - since > endlessMs)
        end('hang', `no end within ${endlessMs / 1000} s`);
    }, 500);
    const settle = (result: TargetReport | Found): void => {
      clearInterval(watch);
      void worker.terminate();
      resolve(result);
    };
    const end = (kind: 'crash' | 'hang', text: string): void =>
      settle({ input: Math.max(job.first, job.underWay[0]!), kind, text });
    worker.once('message', settle);
    worker.once('error', (thrown: unknown) =>
      end('crash', thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
    );
    worker.once('exit', code => end('crash', `the worker ended with code ${code}`));
  });
}
