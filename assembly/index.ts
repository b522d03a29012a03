export { addGram, mirror, multiply, packPanels } from './products';
export {
  finishBackward,
  finishForward,
  multiplyTransforms,
  transformInput,
  transformWeights,
} from './winograd';
