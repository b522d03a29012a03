import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension } from './support';

function checkTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('pastiche.gpuCheck'),
  );
}

describe('Check GPU', () => {
  before(() => extension.activate());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens one page of its own, however often it is asked for', async () => {
    await vscode.commands.executeCommand('pastiche.checkGpu');
    await eventually('the page', () => checkTabs().length === 1);
    await vscode.commands.executeCommand('pastiche.checkGpu');
    assert.deepEqual(
      checkTabs().map(({ label }) => label),
      ['Pastiche: GPU Check'],
    );
  });

  it('opens anew after it was closed', async () => {
    await vscode.commands.executeCommand('pastiche.checkGpu');
    await eventually('the page', () => checkTabs().length === 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('its end', () => checkTabs().length === 0);
    await vscode.commands.executeCommand('pastiche.checkGpu');
    await eventually('the page', () => checkTabs().length === 1);
  });
});
