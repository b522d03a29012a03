import { PasticheError } from '../shared/errors';

/** A failed write, as the file system reports it. */
export interface WriteFailure {
  /** Code of a `vscode.FileSystemError`, or empty. */
  readonly code: string;
  readonly message: string;
  /** True where a run has not begun: there is no picture yet that could be saved elsewhere. */
  readonly isBefore?: boolean;
}

const elsewhere = 'Set pastiche.output.folder to another folder, or save the picture somewhere else.';
const elsewhereFirst = 'Set pastiche.output.folder to another folder, then start again.';

/**
 * The error that says why a picture could not be written.
 * @param name file name of the picture
 * @param folder path of the output folder, for display
 */
export function outputError(
  name: string,
  folder: string,
  failure: WriteFailure,
  cause?: unknown,
): PasticheError {
  const { code, message, isBefore } = failure;
  const could = isBefore ? 'cannot' : 'could not';
  const error = (why: string, remedy: string): PasticheError =>
    new PasticheError('output', `${name} ${could} be saved in ${folder}: ${why}.`, remedy, { cause });
  const another = isBefore ? elsewhereFirst : elsewhere;
  if (/\bENOSPC\b|\bEDQUOT\b|no space left|quota/i.test(message)) {
    const free = isBefore ? 'start' : 'save';
    return error(
      'the disk is full',
      `Free some space and ${free} again${isBefore ? '.' : ', or save the picture somewhere else.'}`,
    );
  }
  if (/\bENAMETOOLONG\b/.test(message)) return error('its path is too long', another);
  if (code === 'FileNotADirectory' || code === 'FileExists' || /\bENOTDIR\b|\bEEXIST\b/.test(message)) {
    return error('there is a file where the folder should be', another);
  }
  if (code === 'NoPermissions' || /\bEACCES\b|\bEPERM\b|\bEROFS\b|read-?only/i.test(message)) {
    return error('it is read-only', another);
  }
  if (code === 'Unavailable') return error('its file system cannot be reached', another);
  return error(message || code || 'no reason was given', another);
}
