import * as tf from '@tensorflow/tfjs';

type NumberKey = 'coefficient' | 'trace' | 'norm' | 'pixels' | 'least';

/** A target whose numbers are still on the device: all are read at once, since reading WebGPU means waiting for it. */
export type OnDevice<Target> = {
  readonly [K in keyof Target]: K extends NumberKey ? tf.Scalar : Target[K];
};

/** The targets with their numbers read from the device, and the scalars that held them freed. */
export async function readNumbers<Target extends object>(
  targets: readonly OnDevice<Target>[],
): Promise<Target[]> {
  return await Promise.all(
    targets.map(async target => {
      const entries = Object.entries(target).map(async ([key, value]): Promise<[string, unknown]> => [
        key,
        isScalar(value) ? await taken(value) : value,
      ]);
      return Object.fromEntries(await Promise.all(entries)) as Target;
    }),
  );
}

function isScalar(value: unknown): value is tf.Scalar {
  return value instanceof tf.Tensor && value.rank === 0;
}

async function taken(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value!;
}
