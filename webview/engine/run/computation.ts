import type { Device } from '../devices/device';
import type { Pictures } from '../images/openPictures';
import { lossPlan } from '../losses/lossPlan';
import type { StylizeInputs } from '../method/stylize';
import { modelLabel } from '../network/networkStore';
import type { NetworkWeights } from '../network/vgg19';
import { planInFloat32, planRun, usesFloat16, type PlanRequest, type RunPlan } from '../planning/runPlan';
import type { RunObserver, RunRequest } from '../stylizer';
import { nextTask } from './control';

/**
 * How a run is computed now: planned once, and a second time, in float32, where float16 cannot hold its losses. Each plan is
 * told to the observer.
 */
export class RunComputation {
  private readonly planRequest: PlanRequest;
  private plan: RunPlan;

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

  /** What stylize.ts computes from. */
  inputs(network: NetworkWeights): StylizeInputs {
    const { model, recipe } = this.planRequest;
    return {
      backend: this.device.backend,
      network,
      recipe,
      lossPlan: lossPlan(model, recipe),
      planned: () => this.plan.scales,
      imagesAt: side => this.pictures.pyramid.at(side),
    };
  }

  /** Goes on in float32, which needs more memory, and perhaps tiles. @returns false where nothing is computed in float16 */
  fallBack(epoch: number): boolean {
    if (!usesFloat16(this.plan)) return false;
    this.plan = planInFloat32(this.planRequest, epoch);
    this.tell();
    return true;
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
