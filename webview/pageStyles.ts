import { css } from 'lit';

/** Styles of the page around the studio: it fills the panel, without the padding that VS Code gives webviews. */
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
