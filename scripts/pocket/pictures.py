"""Training pictures: crops of free images, distorted like the pictures that an optimiser passes through."""

import numpy as np
import torch
from PIL import Image

from networks import MEAN, WORKING_SCALE

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def load_images(folders, least, longest=900):
    """Loads every image below the folders as (file, [height, width, 3] uint8); of copies that differ in size, the largest."""
    largest = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() not in SUFFIXES or file.stat().st_size < 3000:
                continue
            # Copies of a wallpaper differ in the file name alone: NAME/contents/images/1920x1080.jpg.
            same = file.parent if file.stem[0].isdigit() and "x" in file.stem else file
            if same not in largest or file.stat().st_size > largest[same].stat().st_size:
                largest[same] = file
    images = []
    for file in largest.values():
        with Image.open(file) as opened:
            image = opened.convert("RGB")
        image.thumbnail((longest, longest), Image.LANCZOS)
        if min(image.size) >= least:
            images.append((file, np.asarray(image)))
    return images


def to_input(pixels):
    """Converts pixels [batch, height, width, 3] of 0 to 255 to network inputs [batch, 3, height, width] in working scale."""
    x = (pixels - MEAN) / WORKING_SCALE
    return torch.from_numpy(x.transpose(0, 3, 1, 2).astype(np.float32)).contiguous(memory_format=torch.channels_last)


class Crops:
    def __init__(self, images, side, rng):
        self.images, self.side, self.rng = images, side, rng

    def plain(self):
        """A square crop, [side, side, 3] float32, at random turned and mirrored."""
        rng, side = self.rng, self.side
        image = self.images[rng.integers(len(self.images))]
        height, width = image.shape[:2]
        size = min(int(side * rng.choice([1, 1, 1.5, 2, 3])), height, width)
        y, x = rng.integers(height - size + 1), rng.integers(width - size + 1)
        crop = Image.fromarray(image[y : y + size, x : x + size]).resize((side, side), Image.BILINEAR)
        crop = np.asarray(crop, np.float32)
        if rng.random() < 0.5:
            crop = crop[:, ::-1]
        return np.rot90(crop, rng.integers(4) if rng.random() < 0.5 else 0)

    def wild(self):
        """A crop with changed colours and contrast, noise or an overlaid texture, as pictures have them during a run."""
        rng, crop = self.rng, self.plain()
        if rng.random() < 0.4:
            crop = crop[:, :, rng.permutation(3)]
        if rng.random() < 0.2:
            crop = 255 - crop
        if rng.random() < 0.6:
            crop = (crop - 128) * rng.uniform(0.5, 1.8) + 128 + rng.normal(0, 30, 3)
        kind = rng.random()
        if kind < 0.2:
            crop = crop + rng.normal(0, rng.uniform(5, 60), crop.shape)
        elif kind < 0.35:
            other = self.plain()
            crop = crop + rng.uniform(0.3, 1) * (other - other.mean((0, 1)))
        return np.clip(crop, -20, 275)

    def batch(self, count, kind="wild"):
        return to_input(np.stack([getattr(self, kind)() for _ in range(count)]))
