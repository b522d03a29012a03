import { outputName } from '../../../../src/pure/outputName';
import { PasticheError } from '../../../../src/shared/errors';
import { checkHostSchemas } from '../../../../src/shared/gpu/gpuCheckSchemas';
import { hostSchemas } from '../../../../src/shared/messages/hostSchemas';
import type { SaveRequest } from '../../../../src/shared/messages/protocol';
import { RpcPeer, type Handlers, type Schemas } from '../../../../src/shared/messages/rpc';
import { isRpcMessage, type RpcMessage } from '../../../../src/shared/messages/rpcMessage';
import { studioSchemas } from '../../../../src/shared/messages/studioSchemas';
import type { Random } from '../../../../webview/engine/support/random';
import { few, oneOf } from '../choices';
import { checkCalls, hostCalls, studioCalls, type Calls } from '../samples/messageSamples';
import { mutatedValue } from '../mutation/mutateValue';
import { expectThat, type FuzzTarget } from '../target';
import { isPlainName } from './nameTargets';

export const messageTargets: readonly FuzzTarget[] = [
  { name: 'messages to the host', share: 12, run: random => exchange(random, hostSchemas, hostCalls) },
  { name: 'messages to the studio', share: 8, run: random => exchange(random, studioSchemas, studioCalls) },
  { name: 'messages of Check GPU', share: 4, run: random => exchange(random, checkHostSchemas, checkCalls) },
];

type Method = (params: unknown) => unknown;

/**
 * Sends hostile messages to one end of a channel that has itself a call under way. Every request must be answered once,
 * every method called with parameters that its schema lets through, and the own call must settle at the end.
 */
async function exchange<Api>(random: Random, schemas: Schemas<Api>, calls: Calls): Promise<void> {
  const sent: RpcMessage[] = [];
  const defects: unknown[] = [];
  const taken: (readonly [string, unknown])[] = [];
  const handlers = Object.keys(schemas).map((method): [string, Method] => [
    method,
    params => void taken.push([method, params]),
  ]);
  const peer = new RpcPeer<Api, { ask(params: null): unknown }>(
    message => void sent.push(message),
    Object.fromEntries(handlers) as unknown as Handlers<Api>,
    defect => void defects.push(defect),
    schemas,
  );
  const own = peer.call('ask', null).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const ownId = 'id' in sent[0]! ? sent[0].id : '';
  for (let left = few(random); left > 0; left--) {
    const message = mutatedValue(random, messagesOf(oneOf(random, calls), ownId), 'clone');
    const before = sent.length;
    peer.receive(message);
    await new Promise(setImmediate);
    const isRequest = isRpcMessage(message) && message.kind === 'request';
    expectThat(sent.length - before === (isRequest ? 1 : 0), () => `${sent.length - before} answers`);
  }
  peer.close(new PasticheError('cancelled', 'The end.'));
  const error = await own;
  for (const thrown of [error, ...defects]) {
    expectThat(
      thrown === undefined || thrown instanceof PasticheError,
      () => `a foreign error: ${String(thrown)}`,
    );
  }
  for (const [method, params] of taken) checkTaken(method, params);
}

function messagesOf([method, params]: Calls[number], ownId: string): readonly unknown[] {
  return [
    { kind: 'request', id: 'page/1', method, params },
    { kind: 'request', id: 'page/2', method, params },
    { kind: 'notice', method, params },
    { kind: 'abort', id: 'page/1' },
    { kind: 'reply', id: ownId, value: params },
    { kind: 'failure', id: ownId, error: { code: 'image', message: 'a.png is empty.' } },
  ];
}

/** What a method may rely on, beyond the types that its schema checks. */
function checkTaken(method: string, params: unknown): void {
  if (method !== 'saveImage') return;
  const { job, format, intermediateEpoch, bytes } = params as SaveRequest;
  const name = outputName({
    content: job.content.name,
    styles: job.styles.map(({ image }) => image.name),
    type: format.type,
    epoch: intermediateEpoch,
  });
  expectThat(isPlainName(name), () => `a file name ${JSON.stringify(name)}`);
  expectThat(bytes instanceof Uint8Array, () => 'a picture that is no bytes');
}
