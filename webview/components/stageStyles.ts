import { css } from 'lit';

export const stageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-height: 0;
  }

  .viewport {
    align-items: center;
    display: flex;
    flex: 1;
    justify-content: center;
    min-height: 0;
    min-width: 0;
    overflow: hidden;
    position: relative;
  }

  .viewport.actual {
    align-items: safe center;
    justify-content: safe center;
    overflow: auto;
  }

  .frame {
    --split: 50%;
    border-radius: 2px;
    flex: none;
    overflow: hidden;
    position: relative;
  }

  canvas,
  .content {
    display: block;
    height: 100%;
    inset: 0;
    position: absolute;
    width: 100%;
  }

  .compared {
    clip-path: inset(0 calc(100% - var(--split)) 0 0);
  }

  .split {
    appearance: none;
    background: none;
    cursor: ew-resize;
    height: 100%;
    inset: 0;
    margin: 0;
    position: absolute;
    width: 100%;
  }

  .split:focus-visible {
    outline-offset: -2px;
  }

  /* The thumb is the dividing line. */
  .split::-webkit-slider-thumb {
    appearance: none;
    background: var(--vscode-button-background);
    border: 0;
    border-radius: 0;
    height: 100vh;
    outline: 1px solid var(--vscode-button-foreground);
    width: 2px;
  }

  .split::-moz-range-thumb {
    background: var(--vscode-button-background);
    border: 0;
    border-radius: 0;
    height: 100vh;
    outline: 1px solid var(--vscode-button-foreground);
    width: 2px;
  }

  .tag {
    background: var(--vscode-badge-background);
    border-radius: 3px;
    bottom: 8px;
    color: var(--vscode-badge-foreground);
    font-size: 11px;
    padding: 1px 6px;
    pointer-events: none;
    position: absolute;
  }

  .before {
    left: 8px;
  }

  .after {
    right: 8px;
  }

  .busy {
    align-items: center;
    background: color-mix(in srgb, var(--vscode-editor-background) 55%, transparent);
    display: flex;
    inset: 0;
    justify-content: center;
    position: absolute;
  }

  /* In steps: without a graphics card the processor draws every frame, and the run that is being prepared needs it. */
  .turning {
    animation: turn 2s steps(8) infinite;
  }

  @keyframes turn {
    to {
      transform: rotate(360deg);
    }
  }

  .empty {
    color: var(--vscode-descriptionForeground);
    opacity: 0.6;
  }

  /* The image takes no more height than it needs where the controls are below it. */
  @container (max-width: 719.9px) {
    .viewport {
      aspect-ratio: var(--aspect, 4 / 3);
      flex: none;
      max-height: 60vh;
      min-height: 140px;
    }
  }

  .tools {
    align-items: center;
    display: flex;
    flex: none;
    gap: 4px;
    min-height: 24px;
  }

  .space {
    flex: 1;
  }
`;
