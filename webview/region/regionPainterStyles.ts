import { css } from 'lit';

export const regionPainterStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-height: 0;
    min-width: 0;
  }

  .head {
    align-items: baseline;
    display: flex;
    flex: none;
    gap: 12px;
    justify-content: space-between;
  }

  .head .numbers {
    flex: none;
  }

  .frame:focus-visible {
    outline-offset: -1px;
  }

  h2 {
    font-size: inherit;
    font-weight: 600;
  }

  .dot {
    background: var(--tone);
    border-radius: 50%;
    display: inline-block;
    height: 0.75em;
    margin-inline-end: 6px;
    width: 0.75em;
  }

  .viewport {
    align-items: center;
    display: flex;
    flex: 1;
    justify-content: center;
    min-height: 0;
    min-width: 0;
    overflow: hidden;
    padding: 2px;
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

  .frame {
    cursor: none;
    flex: none;
    overflow: hidden;
    position: relative;
    touch-action: none;
    user-select: none;
  }

  img,
  canvas,
  .other {
    display: block;
    height: 100%;
    inset: 0;
    position: absolute;
    width: 100%;
  }

  canvas {
    opacity: 0.55;
  }

  .other {
    background: none;
    border: 0;
    opacity: 0.25;
  }

  /* The brush's ring is a white and a black line, to be seen on dark and on light. */
  .brush {
    border: 1px solid #fff;
    border-radius: 50%;
    left: 0;
    outline: 1px solid #000;
    pointer-events: none;
    position: absolute;
    top: 0;
  }
`;
