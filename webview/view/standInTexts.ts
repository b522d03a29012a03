import type { Vgg19State } from '../../src/shared/messages/protocol';

/** Texts on why the pocket network paints: a few words beside the picture, and a sentence as their tooltip. */
export interface StandInTexts {
  /** A few words; empty where there is nothing to wait for. */
  readonly brief: string;
  readonly sentence: string;
}

/** Texts for a state of VGG-19's weights; `vgg19` is null where the pocket network was asked for. */
export function standInTexts(vgg19: Vgg19State | null): StandInTexts {
  switch (vgg19?.kind) {
    case undefined:
      return { brief: '', sentence: 'The small network in the box, as pastiche.model.network asks for.' };
    case 'fetching':
      return {
        brief: `VGG-19 at ${vgg19.percent} %`,
        sentence: `Painted on the small network in the box while VGG-19 is fetched (${vgg19.percent} %). The next run takes VGG-19 when it has come.`,
      };
    case 'failed':
      return {
        brief: 'no VGG-19',
        sentence: `Painted on the small network in the box, since VGG-19 could not be had. ${vgg19.reason} The next run tries again.`,
      };
    case 'ready':
      return {
        brief: 'VGG-19 is here',
        sentence:
          'Painted on the small network in the box while VGG-19 was fetched. It has come: the next run takes it.',
      };
  }
}
