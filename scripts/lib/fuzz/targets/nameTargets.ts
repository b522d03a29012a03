import { canBeMeant } from '../../../../src/pure/imageNames';
import { outputError } from '../../../../src/pure/outputFailure';
import { freeName, outputName } from '../../../../src/pure/outputName';
import { parsePath } from '../../../../src/pure/pathSetting';
import { settingIn } from '../../../../src/pure/settingValues';
import { outputTypes } from '../../../../src/shared/messages/output';
import { below, chance, oneOf } from '../choices';
import { mutatedText } from '../mutation/mutateText';
import type { Random } from '../../../../webview/engine/support/random';
import { expectThat, type FuzzTarget } from '../target';

const names = [
  'photo.jpg',
  'starry night.png',
  '.hidden',
  'no extension',
  'a.b.c.webp',
  '写真.png',
  'CON.png',
  '..',
  '',
];
const paths = [
  '${workspaceFolder}/out',
  '${workspaceFolder:a b}/c',
  '${fileDirname}/x',
  '/a/b',
  'C:\\a',
  'vscode-vfs://h/x',
  'a/../b',
];
const messages = [
  'ENOSPC: no space left',
  'EACCES: permission denied',
  'pastiche.output.folder is wrong',
  'x',
];

export const nameTargets: readonly FuzzTarget[] = [
  {
    name: 'file names',
    share: 8,
    run: (random: Random): void => {
      const [content, style] = [mutatedText(random, names), mutatedText(random, names)];
      const epoch = chance(random, 0.5) ? below(random, 100_000) : undefined;
      const name = outputName({
        content,
        styles: chance(random, 0.5) ? [style] : [style, content, style],
        type: oneOf(random, outputTypes),
        epoch,
      });
      const taken = Array.from({ length: below(random, 5) }, (_, i) =>
        i === 0 ? name.toUpperCase() : `${name.slice(0, -4)}-${i + 1}.png`,
      );
      for (const made of [name, freeName(name, taken)]) {
        expectThat(isPlainName(made), () => `a file name ${JSON.stringify(made)}`);
      }
      expectThat(!taken.includes(freeName(name, taken)), () => 'a name that is taken');
      canBeMeant(content);
      const { code } = outputError(content, style, {
        code: oneOf(random, ['', 'NoPermissions']),
        message: mutatedText(random, messages),
      });
      expectThat(code === 'output', () => `an error ${code}`);
    },
  },
  {
    name: 'paths in settings',
    share: 4,
    run: (random: Random): void => {
      settingIn(mutatedText(random, messages));
      const { base, path } = parsePath(mutatedText(random, paths), 'pastiche.output.folder');
      expectThat(base.kind === 'uri' || !path.includes('${'), () => `a variable in ${path}`);
    },
  },
];

/** True for the name of a file in a folder, on every system: no separators, no devices, no more than 255 bytes. */
export function isPlainName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  const isClean = !/[\u0000-\u001f<>:"/\\|?*]/.test(name) && !/^\.\.?$|[. ]$/.test(name);
  return isClean && new TextEncoder().encode(name).length <= 255 && /--.*\.(png|jpg|webp)$/s.test(name);
}
