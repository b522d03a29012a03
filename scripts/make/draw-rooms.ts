// Draws the picture of the engine's rooms in docs/architecture.md from the code's own imports:
//   npm run picture
// test/unit/scripts/roomsPicture.test.ts fails while it is stale.
import { readFile, writeFile } from 'node:fs/promises';
import { engineRoomImports } from '../lib/picture/engineRooms';
import { mermaidOf } from '../lib/picture/roomGraph';
import { picturePage, withPicture } from '../lib/picture/picturePage';
import { runMain } from '../lib/process/runMain';

await runMain({ usage: 'npm run picture', flags: {} }, async () => {
  const picture = mermaidOf(await engineRoomImports());
  await writeFile(picturePage, withPicture(await readFile(picturePage, 'utf8'), picture));
});
