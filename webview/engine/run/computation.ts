import { PasticheError } from '../../../src/shared/errors';
import type { Device } from '../devices/device';
import type { Pictures } from '../images/openPictures';
import { lossPlan } from '../losses/lossPlan';
import type { StylizeInputs } from '../method/stylize';
import { modelLabel } from '../network/networkStore';
import type { NetworkWeights } from '../network/vgg19';
import { planInFloat32, planRun, usesFloat16, type PlanRequest, type RunPlan } from '../planning/runPlan';
import type { RunObserver, RunRequest } from '../stylizer';
import type { RunCheckpoint } from './checkpoint';
import { nextTask } from './control';

/** How a run is computed: planned once, and again in float32 where float16 cannot hold its losses. Each plan is told. */
export class RunComputation {
  private readonly planRequest: PlanRequest;
  private plan: RunPlan;
  private failedInFloat16: number | null = null;

  constructor(
    private readonly device: Device,
    { model, recipe, memoryBudget = 0 }: RunRequest,
    private readonly pictures: Pictures,
    private readonly observer: RunObserver,
  ) {
    const { pyramid } = pictures;
    this.planRequest = {
      device,
      model: modelLabel(model),
      recipe,
      side: pyramid.side,
      shapesAt: side => pyramid.shapesAt(side),
      memoryBudget,
    };
    this.plan = planRun(this.planRequest);
    this.tell();
  }

  /** Compiles the shaders of all scales, where there are any: it takes seconds in the first run and no time later. */
  async compile(): Promise<void> {
    const { device, observer, planRequest, plan } = this;
    const { backend, watch } = device;
    if (!backend.compile) return;
    const programs = plan.scales.map(({ atOnce }) => atOnce.program);
    observer.phase('compiling', 0);
    await nextTask();
    await watch.orFailure(
      backend.compile(programs, planRequest.recipe, fraction => observer.phase('compiling', fraction)),
    );
  }

  /** The epoch at which float16 failed and the run went on in float32; null where it did not. */
  get float32From(): number | null {
    return this.failedInFloat16;
  }

  /**
   * What stylize.ts computes from.
   * @param from where an interrupted run goes on
   * @throws PasticheError `usage` where that is no place in this run
   */
  inputs(network: NetworkWeights, from?: RunCheckpoint): StylizeInputs {
    if (from) this.goOnFrom(from);
    const { model, recipe } = this.planRequest;
    return {
      backend: this.device.backend,
      network,
      recipe,
      lossPlan: lossPlan(model, recipe),
      planned: () => this.plan.scales,
      imagesAt: side => this.pictures.pyramid.at(side),
      from: from?.state,
    };
  }

  /** Goes on in float32, which needs more memory, and perhaps tiles. @returns false where nothing is computed in float16 */
  fallBack(epoch: number): boolean {
    if (!usesFloat16(this.plan)) return false;
    this.plan = planInFloat32(this.planRequest, epoch);
    this.failedInFloat16 = epoch;
    this.tell();
    return true;
  }

  private goOnFrom({ epochs, float32From, state: { scale, epochsInScale, descent } }: RunCheckpoint): void {
    const { scales } = this.plan;
    const at = scales[scale];
    const taken = scales.slice(0, scale).reduce((sum, before) => sum + before.epochs, epochsInScale);
    const [, height, width] = at ? this.planRequest.shapesAt(at.side).content.shape : [];
    const fits =
      at &&
      epochsInScale <= at.epochs &&
      taken === epochs &&
      epochs < this.planRequest.recipe.epochs &&
      descent.height === height &&
      descent.width === width;
    if (!fits) {
      throw new PasticheError(
        'usage',
        `The interrupted run cannot go on at epoch ${epochs}: this version of Pastiche divides runs otherwise.`,
        'Start the run again.',
      );
    }
    if (float32From !== null) this.fallBack(float32From);
  }

  private tell(): void {
    const { precision, note, peakBytes, scales } = this.plan;
    const { width, height } = this.pictures.content;
    const { tiles, program } = scales.at(-1)!;
    const { recomputedBlocks } = program;
    this.observer.started({
      width,
      height,
      device: this.device.report,
      model: this.planRequest.model,
      peakBytes,
      precision,
      ...(note !== undefined && { precisionNote: note }),
      ...(tiles ? { tileSize: tiles.tileSize } : recomputedBlocks > 0 && { recomputedBlocks }),
    });
  }
}
