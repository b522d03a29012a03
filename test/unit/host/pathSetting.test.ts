import { describe, expect, it } from 'vitest';
import { PasticheError } from '../../../src/shared/errors';
import { parsePath } from '../../../src/pure/pathSetting';

const parse = (text: string): ReturnType<typeof parsePath> => parsePath(text, 'pastiche.output.folder');

describe('parsePath', () => {
  it.each([
    ['${fileDirname}/stylized', 'fileDirname', 'stylized'],
    ['${fileDirname}', 'fileDirname', ''],
    ['${fileDirname}/', 'fileDirname', ''],
    ['${workspaceFolder}/out/pictures/', 'workspaceFolder', 'out/pictures'],
    ['${workspaceFolder}\\out', 'workspaceFolder', 'out'],
    ['out/pictures', 'workspaceFolder', 'out/pictures'],
    ['./out//pictures', 'workspaceFolder', 'out/pictures'],
    ['../beside', 'workspaceFolder', '../beside'],
    [' out ', 'workspaceFolder', 'out'],
    ['/srv/pictures', 'file', '/srv/pictures'],
    ['C:\\Pictures\\out', 'file', 'C:/Pictures/out'],
    ['\\\\server\\share', 'file', '//server/share'],
    ['vscode-vfs://github/a/b', 'uri', 'vscode-vfs://github/a/b'],
  ])('reads %s', (text, kind, path) => {
    expect(parse(text)).toEqual({ base: { kind }, path });
  });

  it('reads a workspace folder by its name', () => {
    expect(parse('${workspaceFolder:my art}/out')).toEqual({
      base: { kind: 'workspaceFolder', name: 'my art' },
      path: 'out',
    });
  });

  it.each(['${userHome}/x', '${env:HOME}', '${}'])('names the variable that it does not know: %s', text => {
    expect(() => parse(text)).toThrow(PasticheError);
    expect(() => parse(text)).toThrow(/pastiche\.output\.folder has the unknown variable/);
  });

  it.each(['a/${fileDirname}', '${fileDirname}x', '${workspaceFolder}/${fileDirname}'])(
    'takes a variable only at the start: %s',
    text =>
      expect(() => parse(text)).toThrow(/pastiche\.output\.folder may have a variable only at its start/),
  );
});
