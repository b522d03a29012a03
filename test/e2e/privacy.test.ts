import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../../scripts/lib/vscode/until';
import { uint8Pins } from '../../src/shared/model/sources';
import { badImages } from '../fixtures/badImages';
import { ModelServer } from '../fixtures/modelServer';
import { RecordingProxy } from '../fixtures/recordingProxy';
import { stylize, useVsCode } from './support';

// What the machine hears of itself: the window's requests as the browser makes them, those of the extension host at the proxy
// that VS Code sends all of them through, and the model's at a server that stands for its source.

const proxy = await RecordingProxy.start();
// The server's files are not the published ones, so that the next sources are asked, too.
const source = await ModelServer.start(
  new Map(uint8Pins.files.map(({ name, bytes }) => [name, new Uint8Array(bytes)])),
);
afterAll(async () => {
  await proxy.close();
  await source.close();
});

const vscode = useVsCode({
  settings: { 'http.proxy': proxy.url, 'pastiche.model.mirror': `${source.base}vgg19/` },
});

/** Whether an address of the page's is on this machine. */
function isLocal(address: string): boolean {
  const { protocol, hostname, port } = new URL(address);
  if (protocol === 'blob:' || protocol === 'data:') return true;
  // VS Code's service worker answers for this name; the request goes to the server on this machine.
  const served = /^vscode-remote\+127-002e0-002e0-002e1-003a\d+\.vscode-resource\.vscode-cdn\.net$/;
  return served.test(hostname) || `${hostname}:${port}` === vscode.session.server.authority;
}

describe('nothing leaves the machine', () => {
  it('but requests for the pinned files: not in a queue, a run that fails, a download or Check GPU', async () => {
    const broken = (await badImages()).find(({ name }) => name.startsWith('cut.'))!;
    const { workbench } = await vscode.open({
      photos: ['boats.jpg', 'leaves.jpg'],
      files: { [broken.name]: broken.bytes },
    });
    await workbench.explorer.select(['boats.jpg', broken.name, 'leaves.jpg']);
    await stylize(workbench, 'leaves.jpg', 'Ink wash');
    const { studio, scene } = workbench;
    const rows = studio.app.locator('pastiche-queue li');
    await scene.until('two pictures', rows.and(studio.app.locator('[data-status="done"]')).nth(1));
    await scene.until('one failure', rows.and(studio.app.locator('[data-status="failed"]')));
    await source.until('the network to be asked for', requests => requests.length > 0);
    await scene.until('the download to fail', studio.app.locator('#pocket[title*="could not be had"]'));

    await workbench.runCommand('Pastiche: Check GPU');
    const hasReport = async (): Promise<boolean> => {
      const reports = workbench.page
        .frames()
        .map(frame => frame.locator('main[data-state="reported"]').count());
      return (await Promise.all(reports)).some(count => count > 0);
    };
    await until('the report', hasReport, { scene });

    expect(workbench.requests.length).toBeGreaterThan(0);
    expect(workbench.requests.filter(address => !isLocal(address))).toEqual([]);

    // A mirror may have the files in the repository's folders, or all in one.
    const pinned = uint8Pins.files.flatMap(({ path, name }) => [`/vgg19/${path}`, `/vgg19/${name}`]);
    const telling = ['cookie', 'referer', 'authorization', 'origin', 'from'];
    expect({
      unexpected: source.requests.map(({ path }) => path).filter(path => !pinned.includes(path)),
      told: source.requests.flatMap(({ headers }) => telling.filter(name => name in headers)),
      others: [...new Set(proxy.hosts)].sort(),
    }).toEqual({
      unexpected: [],
      told: [],
      others: ['cdn.jsdelivr.net:443', 'raw.githubusercontent.com:443'],
    });
  });
});
