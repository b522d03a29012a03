import { randomUUID } from 'node:crypto';
import type { VerifiedModel } from '../../../src/shared/model/verifiedModel';
import { NodeFolder } from '../node/nodeFolder';

/**
 * Puts a model's files into a folder, each checked and written under another name first.
 * @returns bytes of all files
 */
export async function copyModel(model: VerifiedModel, path: string): Promise<number> {
  const folder = new NodeFolder(path);
  let copied = 0;
  for (const name of model.files) {
    const bytes = await model.read(name);
    const temporary = `${name}.${randomUUID()}.tmp`;
    try {
      await folder.write(temporary, bytes);
      await folder.rename(temporary, name);
    } finally {
      await folder.remove(temporary);
    }
    copied += bytes.length;
  }
  return copied;
}

/** The notice that the weights' licence requires beside them wherever they are handed on. */
export const modelNotice = `The files group1-shard*.bin in this folder are weights of the network VGG-19 up to the layer conv5_1.

VGG-19 by Karen Simonyan and Andrew Zisserman, Visual Geometry Group, University of Oxford
(https://www.robots.ox.ac.uk/~vgg/research/very_deep/), licensed under Creative Commons Attribution 4.0 International
(https://creativecommons.org/licenses/by/4.0/).

Cite: K. Simonyan, A. Zisserman. Very Deep Convolutional Networks for Large-Scale Image Recognition. arXiv:1409.1556.

Changes: converted to the format of TensorFlow.js, and in files named "of138" quantised to one byte a weight, by others
(azertat/tfjs_models, paulsp94/tfjs_vgg19_imagenet on GitHub); files of layers after conv5_1 are left out.
`;
