/** Scenarios of the harness, chosen by the page's query: `?scenario=queue&theme=light`. */
export const scenarios = [
  'run', // one job on a GPU
  'software', // no GPU: the device comes with a reason and a remedy
  'pocket', // while VGG-19 is fetched
  'queue', // four jobs, the second one's image is damaged
  'restored', // after a reload: nothing starts by itself
  'lost', // the device is lost at epoch 60
  'unsaved', // saving fails
  'slow', // every step takes its time
  'real', // the real worker with the pocket network, on WebGPU where there is one
] as const;

export type Scenario = (typeof scenarios)[number];
