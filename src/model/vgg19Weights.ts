import * as vscode from 'vscode';
import type { ModelSettings } from './modelSettings';
import { UriFolder } from './uriFolder';
import type { ModelFolder } from '../shared/model/modelFolder';
import {
  mirrorSources,
  precisions,
  type ModelPins,
  type ModelSource,
  type PinnedFile,
  type WeightPrecision,
} from '../shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from '../shared/model/modelPlaces';
import type { VerifiedModel } from '../shared/model/verifiedModel';

/** Arguments of a download: the files, their sources, and the folder that they go to. */
export type DownloadPlan = readonly [
  missing: readonly PinnedFile[],
  sources: readonly ModelSource[],
  cache: ModelFolder,
];

/**
 * VGG-19's weights on the person's machine: in a folder of their own, packed into the extension, or in its global storage.
 */
export class Vgg19Weights {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly pins: Readonly<Record<WeightPrecision, ModelPins>>,
    private readonly warn: (text: string) => void,
  ) {}

  /**
   * Opens the weights, after `download` has fetched the missing files; a folder of the person's own is never written.
   * @throws PasticheError `model` naming file and folder, and what `download` throws
   */
  async open(
    settings: ModelSettings,
    download: (plan: DownloadPlan) => Promise<void>,
  ): Promise<VerifiedModel> {
    const { folder, mirror, precision } = settings;
    if (folder) return await this.openOwn(folder, precision);
    const pins = this.pins[precision];
    const packed = new UriFolder(vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'model'));
    const cache = new UriFolder(vscode.Uri.joinPath(this.context.globalStorageUri, `vgg19-${precision}`));
    const sources = [...(mirror ? mirrorSources(mirror) : []), ...pins.sources];
    return await openFromPlaces(
      pins,
      { packed: [packed], cache },
      missing => download([missing, sources, cache]),
      this.warn,
    );
  }

  private openOwn(folder: vscode.Uri, precision: WeightPrecision): Promise<VerifiedModel> {
    // A folder may hold both precisions: the one asked for is sought first.
    const others = precisions.filter(other => other !== precision).map(other => this.pins[other]);
    return openOwnFolder([new UriFolder(folder)], [this.pins[precision], ...others], 'pastiche.model.folder');
  }
}
