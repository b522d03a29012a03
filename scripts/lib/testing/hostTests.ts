import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';
import { fillSampleWorkspace } from '../vscode/sampleWorkspace';
import { launchChromium } from '../vscode/chromium';
import { VsCodeServer } from '../vscode/server';
import { bundleHostTests, hostBundle } from './hostBundle';
import { hostResultsVariable, type HostTestResult } from './hostResults';
import { reasonInTitle, type Outcome } from './outcome';

const limitMs = 15 * 60_000;

/**
 * Runs test/host inside VS Code's extension host, with the extension loaded from this working tree and a workspace of
 * sample photographs. Prints every test as it ends.
 * @param grep runs only tests whose full title matches
 */
export async function runHostTests(grep?: string): Promise<Outcome> {
  await run(process.execPath, ['esbuild.mjs'], { cwd: repoRoot });
  await bundleHostTests();
  const folder = await mkdtemp(join(tmpdir(), 'pst-host-'));
  const resultFile = join(folder, 'results.jsonl');
  try {
    await fillSampleWorkspace(join(folder, 'workspace'));
    const trouble = await runInVsCode(join(folder, 'workspace'), {
      [hostResultsVariable]: resultFile,
      NODE_OPTIONS: '--enable-source-maps',
      ...(grep ? { PASTICHE_HOST_GREP: grep } : {}),
      ...(process.env['CI'] ? { CI: process.env['CI'] } : {}),
    });
    const lines = await readFile(resultFile, 'utf8').catch(() => '');
    const results = lines
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as HostTestResult);
    return summarize(results, trouble);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the tests in VS Code. @returns what went wrong outside of the tests themselves, if anything */
async function runInVsCode(workspace: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // VS Code's test mode needs this switch; end-to-end tests go without it, since it hides notifications.
  const args = ['--vscode-option', 'enable-smoke-test-driver'];
  const server = await VsCodeServer.start({ args, env });
  try {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const said: string[] = [];
      const { ended } = await listen(page, said);
      const remote = `vscode-remote://${server.authority}`;
      await page.goto(
        server.url(workspace, [
          ['extensionDevelopmentPath', `${remote}${repoRoot}`],
          ['extensionTestsPath', `${remote}${hostBundle}`],
        ]),
        // Loading takes as long as a busy machine needs, so only the first response is awaited here; the tests' end is
        // awaited below.
        { waitUntil: 'commit' },
      );
      const exitCode = await ended;
      if (exitCode === 0) return undefined;
      return typeof exitCode === 'string'
        ? `${exitCode}\n${said.slice(-40).join('\n')}`
        : said.slice(-40).join('\n');
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** Listens for the exit code that VS Code gives the tests; `ended` resolves with it, or with what kept them from ending. */
async function listen(page: Page, said: string[]): Promise<{ readonly ended: Promise<number | string> }> {
  let end: (value: number | string) => void;
  const ended = new Promise<number | string>(resolve => (end = resolve));
  const timer = setTimeout(
    () => end(`VS Code did not end the tests in ${limitMs / 60_000} minutes.`),
    limitMs,
  );
  timer.unref();
  page.once('crash', () => end('The window of VS Code crashed.'));
  // VS Code's web workbench calls both functions by their names.
  await page.exposeFunction('codeAutomationLog', (_level: string, values: unknown[]) => {
    said.push(format(...values));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
  return { ended };
}

function summarize(results: readonly HostTestResult[], trouble: string | undefined): Outcome {
  for (const { state, name, milliseconds, text } of results) {
    const mark = { passed: '✓', failed: '✗', skipped: '-' }[state];
    process.stdout.write(`  ${mark} ${name}${milliseconds === undefined ? '' : ` (${milliseconds} ms)`}\n`);
    if (state === 'failed') process.stdout.write(`${(text ?? '').replace(/^/gm, '      ')}\n`);
  }
  const count = (state: HostTestResult['state']): number =>
    results.filter(result => result.state === state).length;
  const failed = count('failed');
  // A bad exit code without a failed test, such as that of a bundle that does not load, must not pass for success.
  const unexplained = trouble !== undefined && failed === 0;
  if (unexplained) process.stdout.write(`  ✗ The host tests did not run to their end:\n${trouble}\n`);
  return {
    passed: count('passed'),
    failed: failed + (unexplained ? 1 : 0),
    skipped: results
      .filter(({ state }) => state === 'skipped')
      .map(({ name }) => ({ name, reason: reasonInTitle(name) })),
  };
}
