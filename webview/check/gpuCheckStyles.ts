import { css } from 'lit';

/** Styles of a page of text, no wider than is comfortable to read. */
export const gpuCheckStyles = css`
  :host {
    background: var(--vscode-editor-background);
    display: block;
    height: 100%;
    overflow: auto;
  }

  main {
    display: grid;
    gap: 14px;
    margin: 0 auto;
    max-width: 820px;
    padding: 20px 24px 40px;
  }

  header {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  h1 {
    flex: 1;
    font-size: 20px;
    font-weight: 400;
  }

  summary {
    cursor: pointer;
  }

  summary h2 {
    display: inline;
    font-size: inherit;
    font-weight: 600;
  }

  table {
    border-collapse: collapse;
    margin-top: 6px;
    user-select: text;
    width: 100%;
  }

  th,
  td {
    border-bottom: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border));
    font-weight: 400;
    overflow-wrap: anywhere;
    padding: 3px 8px 3px 0;
    text-align: start;
    vertical-align: top;
  }

  td {
    font-variant-numeric: tabular-nums;
    width: 45%;
  }

  .wrong td {
    color: var(--vscode-errorForeground);
  }
`;
