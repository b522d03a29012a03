import { afterEach, describe, expect, it } from 'vitest';
import { connectHost } from '../../../webview/hostLink/host';
import type { StudioCommand } from '../../../src/shared/messages/protocol';

describe('the page’s end of the channel', () => {
  const posted: unknown[] = [];
  const defects: string[] = [];
  const commands: StudioCommand[] = [];

  // This DOM has no `origin`, which browsers have.
  Object.defineProperty(window, 'origin', { value: 'vscode-webview://page' });
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => posted.push(message),
      getState: () => undefined,
      setState: () => undefined,
    }),
  });
  connectHost(
    {
      enqueue: () => undefined,
      command: ({ command }) => void commands.push(command),
      settingsChanged: () => undefined,
      vgg19Changed: () => undefined,
    },
    error => void defects.push(error.message),
  );
  const post = async (params: unknown, origin: string): Promise<void> => {
    const data = { kind: 'notice', method: 'command', params };
    window.dispatchEvent(new MessageEvent('message', { data, origin }));
    await Promise.resolve();
  };

  afterEach(() => {
    commands.length = defects.length = 0;
  });

  it('hears its own frame', async () => {
    await post({ command: 'pause' }, window.origin);
    expect(commands).toEqual(['pause']);
  });

  it('does not hear other windows', async () => {
    await post({ command: 'pause' }, 'https://example.org');
    await post({ command: 'pause' }, '');
    expect(commands).toEqual([]);
  });

  it('takes no malformed message', async () => {
    await post({ command: 'format' }, window.origin);
    await post(null, window.origin);
    await new Promise(resolve => setTimeout(resolve));
    expect(commands).toEqual([]);
    expect(defects).toHaveLength(2);
  });
});
