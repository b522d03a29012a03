"""Times epochs of the preset Seed in PyTorch, for the comparison in `npm run bench`.

Usage: torch_seed.py SIZE THREADS [cuda|cuda-tf32]
Prints "ready" after the first epochs; then, for every line that it reads, which is a number of epochs, the mean seconds of that
many more, so that it takes turns with the engine. Weights are random, since their values do not change the work.
"""

import sys
import time

import torch
import torch.nn.functional as F

CHANNELS = [3, 64, 64, "pool", 128, 128, "pool", 256, 256, 256, 256, "pool", 512, 512, 512, 512, "pool", 512]
STYLE = [0, 2, 4, 8, 12]
CONTENT = 9


def make_layers(device):
    """Layers in order: kernels [out, in, 3, 3], or "pool" for a pooling."""
    generator = torch.Generator().manual_seed(0)
    layers, previous = [], CHANNELS[0]
    for channels in CHANNELS[1:]:
        if channels == "pool":
            layers.append("pool")
            continue
        kernel = torch.randn(channels, previous, 3, 3, generator=generator) * (2 / (9 * previous)) ** 0.5
        layers.append(kernel.to(device))
        previous = channels
    return layers


def activations(layers, x):
    found = []
    for layer in layers:
        if isinstance(layer, str):
            x = F.avg_pool2d(x, 2)
        else:
            x = F.relu(F.conv2d(x, layer, padding=1))
            found.append(x)
    return found


def gram(x):
    flat = x.flatten(2)[0]
    return flat @ flat.T


def main():
    size, threads = map(int, sys.argv[1:3])
    target = sys.argv[3] if len(sys.argv) > 3 else "cpu"
    device = "cuda" if target.startswith("cuda") else "cpu"
    torch.set_num_threads(threads)
    torch.backends.cuda.matmul.allow_tf32 = target == "cuda-tf32"
    torch.backends.cudnn.allow_tf32 = target == "cuda-tf32"
    torch.backends.cudnn.benchmark = True

    torch.manual_seed(1)
    layers = make_layers(device)
    content, style = (torch.randn(1, 3, size, size, device=device) for _ in range(2))
    with torch.no_grad():
        grams = [gram(activations(layers, style)[i]) for i in STYLE]
        features = activations(layers, content)[CONTENT]
    image = content.clone().requires_grad_()
    adam = torch.optim.Adam([image], lr=0.03)

    def epoch():
        adam.zero_grad()
        found = activations(layers, image)
        style_loss = sum(
            F.mse_loss(gram(found[i]), goal) / found[i].numel() for i, goal in zip(STYLE, grams)
        ) * (1e3 / len(STYLE))
        variation = (image[:, :, 1:] - image[:, :, :-1]).abs().sum() + (
            image[:, :, :, 1:] - image[:, :, :, :-1]
        ).abs().sum()
        (style_loss + F.mse_loss(found[CONTENT], features) + 1e-2 * variation).backward()
        adam.step()

    def seconds(epochs):
        """Of each, until the device is done with all."""
        start = time.perf_counter()
        for _ in range(epochs):
            epoch()
        if device == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - start) / epochs

    # Allocates, and on a GPU tries cuDNN's algorithms.
    seconds(3 if device == "cuda" else 1)
    print("ready", flush=True)
    for line in sys.stdin:
        print(seconds(int(line)), flush=True)


main()
