import type { DeviceBuffers } from './deviceBuffers';
import type { Kernel, Workgroup } from './kernel';
import { pipelineOf } from './pipelines';
import { uniformBytes, writeUniforms } from './uniforms';

interface Launch {
  /** A buffer for each of the kernel's arrays, by name. */
  readonly buffers: Readonly<Record<string, GPUBuffer>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly grid: Workgroup;
}

/** A kernel that is launched by itself, with other buffers and parameters every time. */
export class SingleLaunch {
  private readonly uniforms: GPUBuffer;

  constructor(
    private readonly memory: DeviceBuffers,
    private readonly kernel: Kernel,
  ) {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.uniforms = memory.make(uniformBytes(1), usage);
  }

  /** Queues a launch; nothing is waited for. */
  run({ buffers, parameters, grid }: Launch): void {
    const { kernel, uniforms } = this;
    const { device } = this.memory;
    const pipeline = pipelineOf(device, kernel);
    const values = kernel.parameters.map(({ name }) => parameters[name]!);
    device.queue.writeBuffer(uniforms, 0, writeUniforms([{ kernel, parameters: values }]));
    const bindings = device.createBindGroup({
      label: kernel.name,
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: uniforms } },
        ...kernel.arrays.map((name, i) => ({ binding: i + 1, resource: { buffer: buffers[name]! } })),
      ],
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(...grid);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  dispose(): void {
    this.memory.destroy([this.uniforms]);
  }
}
