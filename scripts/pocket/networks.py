"""The teacher, VGG-19, and its student, the pocket network: VGG-19's layers to conv5_1, a quarter as wide."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

WORKING_SCALE = 57.375  # pixel values a unit of the network's input (webview/engine/images/workingScale.ts)
MEAN = np.array([123.68, 116.779, 103.939], np.float32)  # ImageNet's, RGB, of 0 to 255
NAMES = "conv1_1 conv1_2 conv2_1 conv2_2 conv3_1 conv3_2 conv3_3 conv3_4 conv4_1 conv4_2 conv4_3 conv4_4 conv5_1".split()
WIDTHS = {1: 16, 2: 32, 3: 64, 4: 128, 5: 128}
TAPS = "conv1_1 conv2_1 conv2_2 conv3_1 conv3_2 conv4_1 conv4_2 conv5_1".split()
STYLE_TAPS = "conv1_1 conv2_1 conv3_1 conv4_1 conv5_1".split()
CONTENT_TAP = "conv4_2"


def width(name):
    return WIDTHS[int(name[4])]


def starts_block(name):
    return name.endswith("_1") and name != "conv1_1"


def load_teacher(folder):
    """Loads VGG-19 from the published uint8 files (listed in src/shared/model/sources.ts), for inputs in working scale."""
    entries = json.loads(Path(folder, "model.json").read_text())["weightsManifest"][0]["weights"]
    stream = b"".join(Path(folder, f"group1-shard{i}of138.bin").read_bytes() for i in range(1, 14))
    arrays, offset = [], 0
    for entry in entries[: 2 * len(NAMES)]:
        length = int(np.prod(entry["shape"]))
        raw = np.frombuffer(stream, np.uint8, length, offset).reshape(entry["shape"]).astype(np.float32)
        arrays.append(raw * entry["quantization"]["scale"] + entry["quantization"]["min"])
        offset += length
    layers = []
    for i, name in enumerate(NAMES):
        kernel, bias = arrays[2 * i], arrays[2 * i + 1]
        if name == "conv1_1":
            kernel = kernel[:, :, ::-1, :]  # BGR, which the published network takes, to RGB
        kernel = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()).contiguous(memory_format=torch.channels_last)
        layers.append((name, kernel, torch.from_numpy(bias / WORKING_SCALE)))
    return layers


def teacher_taps(layers, x, taps=TAPS):
    """The teacher's activations after each ReLU, by layer: [batch, channels, height, width]."""
    found = {}
    for name, kernel, bias in layers:
        if starts_block(name):
            x = F.avg_pool2d(x, 2)
        x = F.relu(F.conv2d(x, kernel, bias, padding=1))
        if name in taps:
            found[name] = x
            if len(found) == len(taps):
                break
    return found


class Pocket(nn.Module):
    """The student. Each tap has a linear 1x1 head onto the teacher's principal components at that layer, so that the trunk is
    free to keep what deeper layers need."""

    def __init__(self):
        super().__init__()
        self.convs, self.heads = nn.ModuleDict(), nn.ModuleDict()
        inputs = 3
        for name in NAMES:
            self.convs[name] = nn.Conv2d(inputs, width(name), 3, padding=1)
            inputs = width(name)
            nn.init.kaiming_normal_(self.convs[name].weight)
            nn.init.zeros_(self.convs[name].bias)
        for name in TAPS:
            self.heads[name] = nn.Conv2d(width(name), width(name), 1, bias=False)

    def forward(self, x, taps=TAPS):
        found = {}
        for name, conv in self.convs.items():
            if starts_block(name):
                x = F.avg_pool2d(x, 2)
            x = F.relu(conv(x))
            if name in taps:
                found[name] = self.heads[name](x)
                if len(found) == len(taps):
                    break
        return found


def gram(features):
    """Gram matrices [batch, channels, channels], divided by height * width."""
    batch, channels, height, width_ = features.shape
    flat = features.reshape(batch, channels, height * width_)
    return flat @ flat.transpose(1, 2) / (height * width_)
