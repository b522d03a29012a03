import { PasticheError } from '../shared/errors';
import { quoted, shortened } from '../shared/quoted';

/** The folder or root that a path in a setting starts from. */
export type PathBase =
  | { readonly kind: 'workspaceFolder'; readonly name?: string }
  /** The folder of the content image. */
  | { readonly kind: 'fileDirname' }
  | { readonly kind: 'file' }
  | { readonly kind: 'uri' };

/** A path of a setting, split into its base and the path below it, always with forward slashes. */
export interface PathSetting {
  readonly base: PathBase;
  /** Path relative to the base; for `file` the absolute path, for `uri` the whole uri. */
  readonly path: string;
}

/**
 * Reads a path as people write it in settings.json: relative to the workspace folder, absolute, a uri, or starting with
 * `${workspaceFolder}`, `${workspaceFolder:name}` or `${fileDirname}`.
 * @throws PasticheError `setting`, naming the setting, for any other variable
 */
export function parsePath(text: string, setting: string): PathSetting {
  const trimmed = text.trim();
  const variable = /^\$\{([^}]*)\}/.exec(trimmed);
  const rest = slashes(variable ? trimmed.slice(variable[0].length) : trimmed);
  if (rest.includes('${') || (variable && rest !== '' && !rest.startsWith('/'))) {
    throw new PasticheError(
      'setting',
      `${setting} may have a variable only at its start, followed by a slash; it is ${quoted(text)}.`,
      'Change it in the settings.',
    );
  }
  if (variable) return { base: baseOf(variable[1]!, text, setting), path: tidy(rest) };
  // A scheme has at least two letters: "c:" is a drive.
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(trimmed)) return { base: { kind: 'uri' }, path: trimmed };
  if (/^(\/|[a-z]:\/)/i.test(rest)) return { base: { kind: 'file' }, path: rest };
  return { base: { kind: 'workspaceFolder' }, path: tidy(rest) };
}

function baseOf(variable: string, text: string, setting: string): PathBase {
  if (variable === 'workspaceFolder') return { kind: 'workspaceFolder' };
  if (variable === 'fileDirname') return { kind: 'fileDirname' };
  const name = /^workspaceFolder:(.+)$/.exec(variable)?.[1];
  if (name) return { kind: 'workspaceFolder', name };
  throw new PasticheError(
    'setting',
    `${setting} has the unknown variable \${${shortened(variable)}}; it is ${quoted(text)}.`,
    'Known are ${workspaceFolder}, ${workspaceFolder:name} and ${fileDirname}.',
  );
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

/** A path without slashes at either end and without `./`. */
function tidy(path: string): string {
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
}
