import { css } from 'lit';

export const lossChartStyles = css`
  :host {
    display: grid;
    gap: 8px;
  }

  .plot {
    align-items: center;
    display: flex;
    height: 160px;
    justify-content: center;
    min-width: 0;
    overflow: hidden;
  }

  .uplot {
    font-family: inherit;
  }

  .u-hz .u-cursor-x {
    border-color: var(--vscode-descriptionForeground);
  }

  .legend {
    column-gap: 4px;
    display: flex;
    font-size: 0.92em;
    flex-wrap: wrap;
  }

  .term {
    --line: solid;
    align-items: center;
    background: none;
    border: 0;
    border-radius: 4px;
    color: inherit;
    cursor: pointer;
    display: flex;
    /* Terms are laid out in pairs where two fit side by side. */
    flex: 1 0 calc(50% - 4px);
    font: inherit;
    gap: 4px;
    min-height: 22px;
    padding: 0 1px;
    white-space: nowrap;
  }

  .term:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .term[aria-pressed='false'] {
    opacity: 0.5;
  }

  .term[aria-pressed='false'] .name {
    text-decoration: line-through;
  }

  .swatch {
    border-top: 2px var(--line) var(--tone);
    flex: none;
    width: 14px;
  }

  .value {
    margin-inline-start: auto;
  }

  .total {
    --tone: var(--vscode-charts-foreground, var(--vscode-foreground));
  }

  .style {
    --tone: var(--vscode-charts-purple);
  }

  .content {
    --line: dashed;
    --tone: var(--vscode-charts-blue);
  }

  .variation {
    --line: dotted;
    --tone: var(--vscode-charts-green);
  }
`;
