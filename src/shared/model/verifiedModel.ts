import { PasticheError } from '../errors';
import type { ModelFolder } from './modelFolder';
import { isGenuine, type ModelPins, type PinnedFile, type WeightPrecision } from './modelPins';

/**
 * A model whose files are at hand. Each file is checked as it is read, so that a caller gets the published bytes or an
 * error.
 */
export class VerifiedModel {
  readonly kind = 'pretrained';
  readonly precision: WeightPrecision;
  /** Names of the files, in the order of the weight stream. */
  readonly files: readonly string[];

  constructor(
    private readonly pins: ModelPins,
    private readonly homes: ReadonlyMap<string, ModelFolder>,
    private readonly remedy: string,
  ) {
    this.precision = pins.precision;
    this.files = pins.files.map(file => file.name);
  }

  /**
   * Reads a file and checks it against its pin.
   * @throws PasticheError `model` when it was removed or altered since
   */
  async read(name: string): Promise<Uint8Array> {
    const file = this.pins.files.find(pin => pin.name === name);
    const folder = this.homes.get(name);
    if (!file || !folder) throw new PasticheError('internal', `${name} is no file of this model.`);
    const bytes = await folder.read(name);
    if (!bytes) throw new PasticheError('model', `${name} is no longer in ${folder.label}.`, this.remedy);
    if (!(await isGenuine(file, bytes))) throw alteredError(file, bytes, folder, this.remedy);
    return bytes;
  }

  /** Labels of the folders that hold the files. */
  get folders(): readonly string[] {
    return [...new Set([...this.homes.values()].map(folder => folder.label))];
  }
}

export function alteredError(
  file: PinnedFile,
  bytes: Uint8Array,
  folder: ModelFolder,
  remedy: string,
): PasticheError {
  const how =
    bytes.length === file.bytes
      ? 'its checksum differs'
      : `it has ${bytes.length} bytes instead of ${file.bytes}`;
  return new PasticheError(
    'model',
    `${file.name} in ${folder.label} is not the published file: ${how}.`,
    remedy,
  );
}
