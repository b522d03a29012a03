import { css } from 'lit';

/** The studio's layout: the image beside the controls from a width of 720 px on, and above them below that. */
export const appLayout = css`
  :host {
    background: var(--vscode-editor-background);
    container-type: inline-size;
    display: block;
    height: 100vh;
    overflow: auto;
  }

  .layout {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 100%;
  }

  header {
    align-items: center;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    grid-column: 1 / -1;
    grid-row: 1;
    justify-content: space-between;
    padding: 10px 16px;
    position: sticky;
    top: 0;
    z-index: 3;
  }

  pastiche-status {
    flex: 1 1 260px;
    min-width: 0;
  }

  vscode-progress-bar {
    bottom: -1px;
    inset-inline: 0;
    position: absolute;
  }

  .callouts {
    display: grid;
    gap: 8px;
    grid-column: 1 / -1;
    grid-row: 2;
    padding: 12px 16px 0;
  }

  .callouts:empty,
  .callouts:not(:has(*)) {
    display: none;
  }

  /* In steps: without a graphics card the processor draws every frame, and the run that is being prepared needs it. */
  vscode-progress-bar[indeterminate]::part(indicator) {
    animation-timing-function: steps(8);
  }

  :host([calm]) vscode-progress-bar::part(indicator) {
    animation: none;
    transition: none;
  }

  :host([calm]) vscode-progress-bar[indeterminate]::part(indicator) {
    opacity: 0.5;
    width: 100%;
  }

  main {
    display: flex;
    min-width: 0;
    padding: 12px 16px;
  }

  pastiche-stage {
    flex: 1;
    min-width: 0;
  }

  aside {
    display: grid;
    align-content: start;
    gap: 4px;
    min-width: 0;
    padding: 0 16px 16px;
  }

  @container (min-width: 720px) {
    .layout {
      grid-template-columns: minmax(0, 1fr) clamp(280px, 30cqw, 400px);
      height: 100%;
    }

    header,
    .callouts {
      padding-inline: 20px;
    }

    main {
      grid-row: 3;
      min-height: 0;
      padding: 16px 20px;
    }

    aside {
      grid-row: 3;
      border-inline-start: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      overflow-y: auto;
      padding: 12px 16px 20px;
      scrollbar-gutter: stable;
    }
  }
`;
