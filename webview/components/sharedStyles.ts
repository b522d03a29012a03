import { css } from 'lit';

/** Styles that all elements of the studio share. Colours come from the theme alone. */
export const sharedStyles = css`
  :host {
    box-sizing: border-box;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  p,
  h1,
  h2,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  .muted {
    color: var(--vscode-descriptionForeground);
  }

  .cut {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .numbers {
    font-variant-numeric: tabular-nums;
  }

  .for-screen-readers {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }

  .link {
    background: none;
    border: 0;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    font: inherit;
    padding: 0;
    text-align: start;
    text-decoration: var(--text-link-decoration, none);
  }

  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }

  .link:disabled {
    color: var(--vscode-disabledForeground, inherit);
    cursor: default;
    text-decoration: none;
  }

  .icon-button {
    align-items: center;
    background: none;
    border: 1px solid transparent;
    border-radius: 5px;
    color: var(--vscode-icon-foreground);
    cursor: pointer;
    display: inline-flex;
    flex: none;
    font: inherit;
    gap: 4px;
    min-height: 24px;
    min-width: 24px;
    justify-content: center;
    padding: 2px 3px;
  }

  .icon-button:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  .icon-button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }

  .icon-button:disabled {
    cursor: default;
    opacity: 0.4;
  }

  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  vscode-icon {
    color: inherit;
    display: inline-flex;
    flex: none;
  }
`;

/** A checkerboard behind an image, which shows where the image is transparent. */
export const checkerboard = css`
  .checkerboard {
    background: repeating-conic-gradient(
        color-mix(in srgb, var(--vscode-foreground) 18%, var(--vscode-editor-background)) 0 25%,
        var(--vscode-editor-background) 0 50%
      )
      50% / 16px 16px;
  }
`;
