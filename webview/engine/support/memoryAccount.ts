/** The memory that a backend takes beside tfjs's tensors, counted as tfjs counts its tensors. */
export class MemoryAccount {
  /** Bytes held now. */
  bytes = 0;
  /** GPU buffers held now. */
  buffers = 0;
  /** Called after every change. */
  onChange: () => void = () => undefined;

  add(bytes: number, buffers = 0): void {
    this.bytes += bytes;
    this.buffers += buffers;
    this.onChange();
  }
}
