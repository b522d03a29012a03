import * as vscode from 'vscode';
import { openSettings } from '../studio/openSettings';
import { showMessage } from '../studio/showMessage';
import { OutputFiles, pictureName, type ClaimOnDisk, type Picture } from './outputFiles';
import { folderOf, labelOf, nameOf } from '../images/paths';
import { asPasticheError, errorText, PasticheError } from '../shared/errors';
import { fileExtension, outputTypeOf, type OutputFormat, type OutputType } from '../shared/messages/output';
import type { Job, ProbeRequest, SavedImage, SavePlace, SaveRequest } from '../shared/messages/protocol';
import { settingIn } from '../pure/settingValues';

/** Saves the studio's pictures, and asks the person for another place where that fails. */
export class PictureSaver {
  private readonly files: OutputFiles;

  /** @param claimOnDisk as `OutputFiles` takes it */
  constructor(
    private readonly log: vscode.LogOutputChannel,
    claimOnDisk?: ClaimOnDisk,
  ) {
    this.files = new OutputFiles(claimOnDisk, text => log.warn(text));
  }

  /**
   * Writes a picture. Where that fails, the person may choose another place, unless other jobs wait for this one. If they
   * do wait, or the person chooses no place, it rejects and the picture stays in the studio.
   * @throws PasticheError `output` or `setting`
   */
  async save(request: SaveRequest): Promise<{ uri: vscode.Uri; saved: SavedImage }> {
    const picture = pictureOf(request);
    try {
      return savedAt(await this.files.save(picture));
    } catch (thrown) {
      const error = asPasticheError(thrown);
      this.log.error(errorText(error));
      const mayAsk = request.intermediateEpoch === undefined && !request.waiting;
      if (!mayAsk) throw error;
      return savedAt(await this.saveElsewhere(picture, error));
    }
  }

  /** Makes sure, before a run, that its picture can be written. @throws PasticheError `output` or `setting` */
  async probe({ job, format }: ProbeRequest): Promise<void> {
    await this.files.probe(partsOf(job, format));
  }

  /**
   * Asks for a file to save a job's picture under; undefined when dismissed.
   * @param types of which it may be, the likeliest first
   * @throws PasticheError `output` where the name ends otherwise
   */
  async askPlace(job: Job, types: readonly OutputType[]): Promise<SavePlace | null> {
    const uri = await askWhere(partsOf(job, { type: types[0]!, quality: 1 }), types);
    if (!uri) return null;
    const type = outputTypeOf(uri.path);
    if (type && types.includes(type)) return { uri: uri.toString(), type };
    // The ending is not put right here: the dialog asked about the file of this name alone.
    throw new PasticheError(
      'output',
      `${nameOf(uri)} is not saved: its name does not say which format it is to have.`,
      `Choose a name that ends in ${types.map(known => `.${fileExtension[known]}`).join(', ')}.`,
    );
  }

  /** Writes to a file that the person named, in place of what may be there. @throws PasticheError `output` */
  async saveAt(uri: vscode.Uri, bytes: Uint8Array): Promise<{ uri: vscode.Uri; saved: SavedImage }> {
    await this.files.saveAs(uri, bytes);
    return savedAt(uri);
  }

  /** Asks until the picture is written or the person gives up. */
  private async saveElsewhere(picture: Picture, first: PasticheError): Promise<vscode.Uri> {
    const saveAs = vscode.l10n.t('Save As…');
    const settings = vscode.l10n.t('Open Settings');
    for (let error = first; ;) {
      const query = settingIn(errorText(error));
      const actions = query ? [saveAs, settings] : [saveAs];
      const answer = await showMessage('error', errorText(error), ...actions);
      if (answer === settings && query) await openSettings(query);
      if (answer !== saveAs) throw error;
      const uri = await askWhere(picture, [picture.type]);
      if (!uri) continue; // The dialog was closed, so the question is asked again.
      try {
        await this.files.saveAs(uri, picture.bytes);
        return uri;
      } catch (thrown) {
        error = asPasticheError(thrown);
      }
    }
  }
}

function pictureOf({ job, bytes, format, intermediateEpoch }: SaveRequest): Picture {
  return { ...partsOf(job, format), epoch: intermediateEpoch, bytes };
}

function partsOf(job: Job, { type }: OutputFormat): Omit<Picture, 'bytes'> {
  const styles = job.styles.map(({ image }) => image.name);
  return { contentUri: vscode.Uri.parse(job.content.uri), styles, type };
}

function savedAt(uri: vscode.Uri): { uri: vscode.Uri; saved: SavedImage } {
  return { uri, saved: { uri: uri.toString(), label: labelOf(uri) } };
}

async function askWhere(
  picture: Omit<Picture, 'bytes'>,
  types: readonly OutputType[],
): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the stylized image'),
    defaultUri: vscode.Uri.joinPath(folderOf(picture.contentUri), pictureName(picture)),
    filters: Object.fromEntries(types.map(type => [type.toUpperCase(), endingsOf(type)])),
  });
}

function endingsOf(type: OutputType): string[] {
  return [...new Set([fileExtension[type], type])];
}
