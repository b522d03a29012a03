import { describe, expect, it } from 'vitest';
import { errorText } from '../../../src/shared/errors';
import { outputError, type WriteFailure } from '../../../src/pure/outputFailure';
import { settingIn } from '../../../src/pure/settingValues';

const failures: readonly (readonly [WriteFailure, string])[] = [
  [{ code: 'Unknown', message: 'ENOSPC: no space left on device, write' }, 'the disk is full'],
  [{ code: 'Unknown', message: 'EDQUOT: disk quota exceeded' }, 'the disk is full'],
  [{ code: 'NoPermissions', message: "EACCES: permission denied, open 'x'" }, 'it is read-only'],
  [{ code: 'Unknown', message: 'EROFS: read-only file system' }, 'it is read-only'],
  [{ code: 'FileExists', message: 'not a directory' }, 'there is a file where the folder should be'],
  [{ code: 'FileNotADirectory', message: 'ENOTDIR' }, 'there is a file where the folder should be'],
  [{ code: 'Unknown', message: 'ENAMETOOLONG: name too long' }, 'its path is too long'],
  [{ code: 'Unavailable', message: 'gone' }, 'its file system cannot be reached'],
  [{ code: 'Unknown', message: 'EIO: i/o error' }, 'EIO: i/o error'],
];

describe('outputError', () => {
  it.each(failures)('says why: %j', (failure, why) => {
    const error = outputError('p--s.png', 'art/stylized', failure);
    expect(error.code).toBe('output');
    expect(error.message).toBe(`p--s.png could not be saved in art/stylized: ${why}.`);
    expect(error.remedy).toMatch(/save the picture somewhere else/);
  });

  it.each(failures)('says before a run what to do first: %j', (failure, why) => {
    const error = outputError('p--s.png', 'art/stylized', { ...failure, isBefore: true });
    expect(error.message).toBe(`p--s.png cannot be saved in art/stylized: ${why}.`);
    expect(error.remedy).toMatch(/start again\.$/);
    expect(error.remedy).not.toMatch(/save/);
  });

  it('leads to the setting where another folder helps', () => {
    const error = outputError('p--s.png', 'art', { code: 'NoPermissions', message: '' });
    expect(settingIn(errorText(error))).toBe('pastiche.output.folder');
  });
});
