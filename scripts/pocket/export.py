"""Writes a checkpoint of train.py in the format that the extension reads (src/shared/model/pocketLayout.ts has its layers):

  python3 export.py pocket.pt media/pocket/pocket.bin

Little endian. First float32: for each convolution a scale for each output channel and its biases, then for each head its scales;
then int8: each kernel as [3, 3, in, out], each head as [in, out]. A weight is its byte times its output channel's scale.
"""

import sys

import numpy as np
import torch

from networks import NAMES, TAPS


def quantised(weight):
    """Quantises a weight [out, ...] to scales [out] and int8 of the same shape."""
    scales = np.abs(weight).reshape(len(weight), -1).max(1) / 127
    scales = np.maximum(scales, 1e-12).astype("<f4")
    return scales, np.rint(weight / scales.reshape(-1, *[1] * (weight.ndim - 1))).astype(np.int8)


def main():
    checkpoint, out = sys.argv[1:]
    net = {name: value.numpy() for name, value in torch.load(checkpoint)["net"].items()}
    floats, bytes_ = [], []
    for name in NAMES:
        scales, kernel = quantised(net[f"convs.{name}.weight"])
        floats += [scales, net[f"convs.{name}.bias"].astype("<f4")]
        bytes_.append(kernel.transpose(2, 3, 1, 0))
    for name in TAPS:
        scales, head = quantised(net[f"heads.{name}.weight"][:, :, 0, 0])
        floats.append(scales)
        bytes_.append(head.transpose(1, 0))
    data = b"".join(x.tobytes() for x in floats) + b"".join(x.tobytes() for x in bytes_)
    with open(out, "wb") as file:
        file.write(data)
    print(f"{out}: {len(data)} bytes")


if __name__ == "__main__":
    main()
