import * as vscode from 'vscode';
import { openSettings } from '../studio/openSettings';
import { showMessage } from '../studio/showMessage';
import { OutputFiles, pictureName, type ClaimOnDisk, type Picture } from './outputFiles';
import { folderOf, labelOf } from '../images/paths';
import type { PasticheError } from '../shared/errors';
import { asPasticheError, errorText } from '../shared/errors';
import type { OutputFormat } from '../shared/messages/output';
import type { Job, ProbeRequest, SavedImage, SaveRequest } from '../shared/messages/protocol';
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
      const uri = await askWhere(picture);
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
  return { contentUri: vscode.Uri.parse(job.content.uri), style: job.styles[0].image.name, type };
}

function savedAt(uri: vscode.Uri): { uri: vscode.Uri; saved: SavedImage } {
  return { uri, saved: { uri: uri.toString(), label: labelOf(uri) } };
}

async function askWhere(picture: Picture): Promise<vscode.Uri | undefined> {
  const name = pictureName(picture);
  return await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the stylized image'),
    defaultUri: vscode.Uri.joinPath(folderOf(picture.contentUri), name),
    filters: { [picture.type.toUpperCase()]: [name.slice(name.lastIndexOf('.') + 1)] },
  });
}
