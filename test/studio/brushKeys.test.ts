import { describe, expect, it } from 'vitest';
import { brushAction } from '../../webview/region/brushKeys';

const keys = (key: string, held: 'shift' | 'ctrl' | 'meta' | '' = '') =>
  brushAction({ key, shiftKey: held === 'shift', ctrlKey: held === 'ctrl', metaKey: held === 'meta' });

describe('the brush by keyboard', () => {
  it.each([
    ['ArrowLeft', '', { kind: 'move', x: -1, y: 0, paints: false }],
    ['ArrowDown', 'shift', { kind: 'move', x: 0, y: 1, paints: true }],
    [' ', '', { kind: 'dab' }],
    ['Enter', '', { kind: 'dab' }],
    ['e', '', { kind: 'exchange' }],
    ['E', 'shift', { kind: 'exchange' }],
    [']', '', { kind: 'resize', by: 1 }],
    ['[', '', { kind: 'resize', by: -1 }],
    ['z', 'ctrl', { kind: 'undo' }],
    ['z', 'meta', { kind: 'undo' }],
    ['Escape', '', { kind: 'leave' }],
    ['z', '', null],
    ['e', 'ctrl', null],
    ['Tab', '', null],
  ] as const)('%j with %j is %j', (key, held, action) => expect(keys(key, held)).toEqual(action));
});
