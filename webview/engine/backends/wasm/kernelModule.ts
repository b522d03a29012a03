import { MemoryAccount } from '../../support/memoryAccount';
import type { Binary } from './binaries';
import { crewOf, layOut, type Crew, type Layout, type Lengths } from './layOut';
import { writeTask, type Task } from './task';

/** The functions that assembly/ exports; pointers are byte addresses. */
interface KernelExports {
  open(places: number): void;
  offer(): void;
  finish(task: number): void;
  packPanels(source: number, rows: number, columns: number, result: number): void;
  addTo(sum: number, x: number, floats: number): void;
  mirror(matrix: number, size: number): void;
}

const pageBytes = 65_536;
/** The maximum that a shared memory must declare: all that 32-bit addresses reach. */
const mostPages = 65_536;

/** Arrays in the module's memory, and a view of all of it; valid until the next call of `reserve`. */
export interface Room<Name extends string> extends Layout<Name> {
  readonly floats: Float32Array;
}

/** The compiled kernels with a memory of their own, one a device, in which nothing lasts from one call to the next. */
export class KernelModule {
  readonly kernels: KernelExports;
  readonly crew: Crew;
  /** The module that every other thread makes an instance of; see assembly/team.ts. */
  readonly binary: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** What its memory has grown by. */
  readonly account = new MemoryAccount();
  private offered = 0;

  /**
   * @param threads how many threads compute, the calling one among them; more than one must be able to share memory
   * @throws RangeError when the machine has no room for the memory
   */
  constructor({ alone, shared }: Binary, threads = 1) {
    this.crew = crewOf(threads);
    this.memory = new WebAssembly.Memory(
      threads > 1 ? { initial: 1, maximum: mostPages, shared: true } : { initial: 1 },
    );
    this.binary = new WebAssembly.Module(bytesOf(threads > 1 ? shared : alone));
    const { exports } = new WebAssembly.Instance(this.binary, { env: { memory: this.memory } });
    this.kernels = exports as unknown as KernelExports;
    this.kernels.open(this.crew.places);
  }

  /**
   * Makes room for arrays of so many floats each.
   * @throws RangeError when the machine has no more memory
   */
  reserve<Name extends string>(lengths: Lengths<Name>): Room<Name> {
    const layout = layOut(lengths, this.crew);
    const missing = Math.ceil((layout.bytes - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      this.memory.grow(missing);
      this.account.add(missing * pageBytes);
    }
    return { ...layout, floats: new Float32Array(this.memory.buffer) };
  }

  /**
   * Computes tasks that do not depend on each other, on all threads.
   * @param stage copies what a task reads into the arrays at `place`, and returns the task
   * @param collect copies a task's results from the arrays at `place`; called in the tasks' order, whichever was done first
   */
  run(
    count: number,
    stage: (index: number, place: number) => Task,
    collect?: (index: number, place: number) => void,
  ): void {
    const { kernels, offered, crew } = this;
    const words = new Int32Array(this.memory.buffer);
    const placeOf = (index: number): number => (offered + index) & (crew.places - 1);
    this.offered = (offered + count) | 0;
    let staged = 0;
    for (let index = 0; index < count; index++) {
      for (; staged < Math.min(count, index + crew.places); staged++) {
        const place = placeOf(staged);
        writeTask(words, place, stage(staged, place));
        kernels.offer();
      }
      kernels.finish((offered + index) | 0);
      collect?.(index, placeOf(index));
    }
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

/** Whether this machine can run a binary. */
export function canRun({ alone }: Binary): boolean {
  return WebAssembly.validate(bytesOf(alone));
}
