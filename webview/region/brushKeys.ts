/** Actions of keys in the region painter, for people without a pointer. */
export type BrushAction =
  /** Moves the brush; `x` and `y` count steps of its radius. */
  | { readonly kind: 'move'; readonly x: number; readonly y: number; readonly paints: boolean }
  | { readonly kind: 'dab' | 'undo' | 'exchange' | 'leave' }
  /** Changes the brush's diameter; `by` is in percent of the picture's longest side. */
  | { readonly kind: 'resize'; readonly by: number };

/** Description of the keys for screen readers. */
export const brushKeysText =
  'Arrow keys move the brush, with Shift they paint. Space paints a dab. E changes between paint and erase. Brackets change the ' +
  'brush size.';

type Keys = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>;

/** The action of a key; null for a key without one. */
export function brushAction({ key, shiftKey: paints, ctrlKey, metaKey }: Keys): BrushAction | null {
  if (ctrlKey || metaKey) return key === 'z' ? { kind: 'undo' } : null;
  switch (key) {
    case 'ArrowLeft':
      return { kind: 'move', x: -1, y: 0, paints };
    case 'ArrowRight':
      return { kind: 'move', x: 1, y: 0, paints };
    case 'ArrowUp':
      return { kind: 'move', x: 0, y: -1, paints };
    case 'ArrowDown':
      return { kind: 'move', x: 0, y: 1, paints };
    case ' ':
    case 'Enter':
      return { kind: 'dab' };
    case 'e':
    case 'E':
      return { kind: 'exchange' };
    case '[':
      return { kind: 'resize', by: -1 };
    case ']':
      return { kind: 'resize', by: 1 };
    case 'Escape':
      return { kind: 'leave' };
    default:
      return null;
  }
}
