import * as vscode from 'vscode';
import { PasticheError } from '../shared/errors';
import { quoted } from '../shared/quoted';
import { precisions, type WeightPrecision } from '../shared/model/modelPins';
import { networks, type NetworkSetting } from '../pure/settingValues';

/**
 * Reads `pastiche.model.network`, apart from the other settings, since the pocket network needs none of those.
 * @throws PasticheError `setting`
 */
export function readNetworkSetting(): NetworkSetting {
  const value = vscode.workspace.getConfiguration('pastiche.model').get<unknown>('network') ?? 'auto';
  return oneOf('pastiche.model.network', networks, value);
}

/** The settings of VGG-19's weights, checked. */
export interface ModelSettings {
  readonly precision: WeightPrecision;
  /** The person's own folder with the published files. */
  readonly folder: vscode.Uri | undefined;
  /** Base URL that is asked before the published sources. */
  readonly mirror: string | undefined;
}

/** Reads the settings of VGG-19's weights. @throws PasticheError `setting`, naming the setting and what it takes */
export function readModelSettings(): ModelSettings {
  const settings = vscode.workspace.getConfiguration('pastiche.model');
  return {
    precision: oneOf('pastiche.model.precision', precisions, settings.get<unknown>('precision') ?? 'uint8'),
    folder: folderOf(textOf('pastiche.model.folder', settings.get<unknown>('folder') ?? '')),
    mirror: mirrorOf(textOf('pastiche.model.mirror', settings.get<unknown>('mirror') ?? '')),
  };
}

/** Writes `folder` into the person's settings as the folder of VGG-19's weights. */
export async function saveModelFolder(folder: vscode.Uri): Promise<void> {
  const value = folder.scheme === 'file' ? folder.fsPath : folder.toString();
  await vscode.workspace
    .getConfiguration('pastiche.model')
    .update('folder', value, vscode.ConfigurationTarget.Global);
}

function oneOf<T extends string>(setting: string, allowed: readonly T[], value: unknown): T {
  const known = allowed.find(name => name === value);
  if (known) return known;
  throw wrong(setting, `one of ${allowed.join(', ')}`, value);
}

function textOf(setting: string, value: unknown): string {
  if (typeof value === 'string') return value.trim();
  throw wrong(setting, 'a text', value);
}

/** The folder of a setting that is an absolute path on the machine that the extension runs on, or a URI with a scheme. */
function folderOf(text: string): vscode.Uri | undefined {
  if (!text) return undefined;
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(text)) return vscode.Uri.parse(text);
  if (/^([/\\]|[a-z]:[/\\])/i.test(text)) return vscode.Uri.file(text);
  throw wrong('pastiche.model.folder', 'the absolute path of a folder', text);
}

function mirrorOf(text: string): string | undefined {
  if (!text) return undefined;
  if (/^https?:\/\/[^/]/i.test(text)) return text;
  throw wrong('pastiche.model.mirror', 'a URL that starts with http:// or https://', text);
}

function wrong(setting: string, allowed: string, value: unknown): PasticheError {
  return new PasticheError(
    'setting',
    `${setting} must be ${allowed}; it is ${quoted(value)}.`,
    'Change it in the settings.',
  );
}
