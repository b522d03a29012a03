import { css } from 'lit';

export const sourcesStyles = css`
  :host {
    display: grid;
    gap: 10px;
    padding-bottom: 8px;
  }

  .tiles {
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(auto-fill, minmax(100px, 1fr));
  }

  .style {
    align-content: start;
    display: grid;
    gap: 4px;
    grid-template-columns: minmax(0, 1fr);
  }

  .share {
    align-items: center;
    display: flex;
    gap: 6px;
  }

  .share input {
    accent-color: var(--vscode-textLink-foreground);
    flex: 1 1 0;
    margin: 0;
    min-width: 0;
    width: 0;
  }

  .percent {
    flex: none;
    min-width: 2.8em;
    text-align: end;
  }

  .region {
    align-items: center;
    display: flex;
    font-size: 0.92em;
    gap: 5px;
    justify-self: start;
    max-width: 100%;
    min-height: 22px;
    white-space: nowrap;
  }

  .add {
    align-items: center;
    background: none;
    border: 1px dashed
      var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 35%, transparent));
    border-radius: 4px;
    color: inherit;
    cursor: pointer;
    display: flex;
    font: inherit;
    gap: 6px;
    justify-content: center;
    min-height: 28px;
  }

  .add:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }

  .hint {
    font-size: 0.92em;
  }
`;
