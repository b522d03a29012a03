import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { StrandedTabs } from '../../src/studio/strandedTabs';
import { eventually } from './support';

const viewType = 'pastiche.testStranded';

describe('tabs of a dead extension host', () => {
  let panel: vscode.WebviewPanel;
  let stranded: StrandedTabs | undefined;
  let taken: string[];
  let settled: number[];

  const watch = (panels: readonly vscode.WebviewPanel[]): void => {
    const keeper = {
      panels: () => panels,
      take: async (tab: vscode.Tab) => {
        taken.push(tab.label);
        await vscode.window.tabGroups.close(tab);
      },
      settled: (tabs: number) => Promise.resolve(void settled.push(tabs)),
      failed: (thrown: unknown) => assert.fail(String(thrown)),
    };
    stranded = new StrandedTabs(viewType, keeper, 100);
  };

  beforeEach(async () => {
    [taken, settled] = [[], []];
    panel = vscode.window.createWebviewPanel(viewType, 'A studio', vscode.ViewColumn.One);
    const tabs = (): boolean =>
      vscode.window.tabGroups.all.some(group => group.activeTab?.label === 'A studio');
    await eventually('the tab', () => tabs() || undefined);
  });
  afterEach(() => {
    stranded?.dispose();
    panel.dispose();
  });

  it('are found, once each', async () => {
    watch([]);
    await eventually('the end of the search', () => settled[0]);
    assert.deepEqual(taken, ['A studio']);
    assert.deepEqual(settled, [1]);
  });

  it('are none whose panel this host has', async () => {
    watch([panel]);
    await eventually('the end of the search', () => settled[0]);
    assert.deepEqual(taken, []);
  });
});
