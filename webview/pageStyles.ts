import { css } from 'lit';

/** The page around the studio: the whole panel, without the padding VS Code gives webviews. */
export const pageStyles = css`
  html,
  body {
    background: var(--vscode-editor-background);
    height: 100%;
    margin: 0;
    overflow: hidden;
    padding: 0;
  }
`;
