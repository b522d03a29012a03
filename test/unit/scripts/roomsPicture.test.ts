import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { engineRoomImports } from '../../../scripts/lib/picture/engineRooms';
import { picturePage, withPicture } from '../../../scripts/lib/picture/picturePage';
import { mermaidOf } from '../../../scripts/lib/picture/roomGraph';

describe('a picture of rooms', () => {
  const arrow = (from: string, to: string, typesOnly = false): Parameters<typeof mermaidOf>[0][number] => ({
    from,
    to,
    typesOnly,
  });

  it('leaves out an arrow where others lead the same way, and dots what takes types alone', () => {
    const imports = [arrow('a/top', 'b'), arrow('b', 'c', true), arrow('a/top', 'c'), arrow('b', 'd')];
    expect(mermaidOf([...imports, arrow('b', 'd', true)])).toBe(
      [
        'flowchart TB',
        '  a_top["a/top"]',
        '  b["b"]',
        '  c["c"]',
        '  d["d"]',
        '  a_top --> b',
        '  b -.-> c',
        '  b --> d',
      ].join('\n'),
    );
  });

  it('puts rooms that import each other into one box', () => {
    expect(mermaidOf([arrow('x', 'y'), arrow('y', 'x'), arrow('z', 'y')])).toBe(
      ['flowchart TB', '  x_y["x ⇄ y"]', '  z["z"]', '  z --> x_y'].join('\n'),
    );
  });

  it('of the engine is the one in docs/architecture.md, or npm run picture has to draw it again', async () => {
    const page = await readFile(picturePage, 'utf8');
    const picture = mermaidOf(await engineRoomImports());
    expect(picture).toContain('run --> method');
    expect(page).toContain(picture);
    expect(withPicture(page, picture)).toBe(page);
  }, 300_000);
});
