"""Trains the pocket network, VGG-19's student, and writes a checkpoint and its curve.

  python3 train.py --teacher DIR --out first.pt --minutes 25 IMAGE_FOLDER...
  python3 train.py --teacher DIR --from first.pt --out pocket.pt --minutes 60 --gradients 4 IMAGE_FOLDER...

The student's linear head at each tap is trained to give the teacher's first principal components (after Wang et al.,
Collaborative Distillation, CVPR 2020, whose embeddings go the other way). Three things decide how well it paints, by the judge of
docs/quality.md: components are weighted by their standard deviation, so that those of little energy count; Gram matrices are
compared as well; and half of the training pictures are half painted by the student itself.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from gradients import GradientLessons
from losses import relative, run_loss, targets_of
from networks import STYLE_TAPS, Pocket, gram, load_teacher, teacher_taps, width
from pictures import Crops, load_images

WEIGHTS = {"conv1_1": 0.5, "conv2_1": 0.7, "conv2_2": 0.2, "conv3_1": 1.0, "conv3_2": 0.3, "conv4_1": 1.5, "conv4_2": 2.0, "conv5_1": 2.0}
GRAM_WEIGHT = 0.3
BATCH = 8
RENEW_EVERY = 10  # steps between two batches of new crops
PAINT_EVERY = 16  # steps between two goes at the student's own pictures
PAINT_STEPS = 10  # optimiser steps of a go, after which the teacher sees the pictures
PAINT_GOES = 8  # goes until a picture is finished and another is begun
PULL_EVERY = 2  # steps between two gradients that are compared, where they are
PULLS = 4  # pictures of one such batch
FIRST_PULLS = 12  # batches before the first step
LEARNING_RATE = 2e-3


def principal_components(teacher, crops):
    """First eigenvectors of the teacher's Gram matrix over all crops, by tap: [kept, channels]. Prints the energy kept."""
    sums = {}
    with torch.no_grad():
        for _ in range(24):
            for name, features in teacher_taps(teacher, crops.batch(BATCH)).items():
                sums[name] = sums.get(name, 0) + gram(features).mean(0).double()
    basis = {}
    for name, total in sums.items():
        values, vectors = torch.linalg.eigh(total)
        basis[name] = vectors[:, -width(name) :].flip(1).t().float().contiguous()
        print(name, f"{values[-width(name):].sum() / values.sum():.4f} of the energy kept", flush=True)
    return basis


class Painting:
    """Pictures painted with the student as trained so far. The teacher's activations on them show and mend its blind spots."""

    def __init__(self, student, crops, rng):
        self.student, self.crops, self.rng = student, crops, rng
        self.goes = PAINT_GOES

    def go_on(self):
        if self.goes == PAINT_GOES:
            self.begin()
        self.goes += 1
        for _ in range(PAINT_STEPS):
            loss = run_loss(self.student, self.picture, self.grams, self.features, self.content_share).sum()
            (self.picture.grad,) = torch.autograd.grad(loss, [self.picture])
            self.adam.step()
        return self.picture.detach().clone()

    def begin(self):
        rng = self.rng
        self.goes = 0
        self.content_share = torch.from_numpy(rng.uniform(0.05, 0.5, BATCH)).float()
        self.layers = [name for name in STYLE_TAPS if rng.random() < 0.85] or STYLE_TAPS
        self.content, self.style = self.crops.batch(BATCH, "plain"), self.crops.batch(BATCH, "plain")
        self.grams, self.features = targets_of(self.student, self.content, self.style, self.layers)
        start = self.content.clone() if rng.random() < 0.85 else torch.randn_like(self.content)
        self.picture = start.requires_grad_(True)
        self.adam = torch.optim.Adam([self.picture], lr=float(rng.uniform(0.03, 0.1)), betas=(0.9, 0.99))

    def first(self, count):
        """The first `count` pictures, with the images and weights of their losses."""
        return (self.picture[:count], self.content[:count], self.style[:count], self.layers, self.content_share[:count])


class Lessons:
    """Training pictures with the teacher's activations on them. The teacher takes longer than a step of the student, so they are
    kept and used several times; the first half are crops, the second the student's own pictures."""

    def __init__(self, teacher, basis, crops, count):
        self.teacher, self.basis, self.crops, self.half = teacher, basis, crops, count // 2
        self.rng = np.random.default_rng(1)
        self.pictures, self.targets = None, {}
        for start in range(0, count, BATCH):
            self.put(start, crops.batch(BATCH), count)
        self.next = [0, 0]

    def put(self, start, pictures, count=None):
        with torch.no_grad():
            taps = teacher_taps(self.teacher, pictures)
            taps = {name: F.conv2d(x, self.basis[name][:, :, None, None]) for name, x in taps.items()}
        if self.pictures is None:
            self.pictures = torch.empty(count, *pictures.shape[1:], dtype=torch.half)
            self.targets = {name: torch.empty(count, *x.shape[1:], dtype=torch.half) for name, x in taps.items()}
        self.pictures[start : start + BATCH] = pictures.half()
        for name, x in taps.items():
            self.targets[name][start : start + BATCH] = x.half()

    def renew(self, pictures, own):
        self.put(own * self.half + self.next[own], pictures)
        self.next[own] = (self.next[own] + BATCH) % self.half

    def draw(self):
        rows = torch.from_numpy(self.rng.integers(len(self.pictures), size=BATCH))
        pictures = self.pictures[rows].float().contiguous(memory_format=torch.channels_last)
        return pictures, {name: x[rows].float() for name, x in self.targets.items()}


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    images = load_images(args.folders, args.side)
    crops = Crops([pixels for _, pixels in images], args.side, rng)
    print(len(images), "images", flush=True)
    teacher, student = load_teacher(args.teacher), Pocket().to(memory_format=torch.channels_last)
    if args.start:
        saved = torch.load(args.start)
        student.load_state_dict(saved["net"])
        basis = saved["basis"]
    else:
        basis = principal_components(teacher, crops)
    begun = time.time()
    lessons = Lessons(teacher, basis, crops, args.lessons)
    print("lessons", round(time.time() - begun), "s", flush=True)
    painting = Painting(student, crops, rng)
    pulls = GradientLessons(teacher, rng)
    for _ in range(FIRST_PULLS if args.gradients else 0):
        painting.go_on()
        pulls.add(*painting.first(PULLS))

    sample = {name: x[:400].float() for name, x in lessons.targets.items()}
    # Components are scaled by their standard deviation, since those of little energy carry strokes.
    scale = {name: 1 / (x.pow(2).mean((0, 2, 3)) + 1e-3 * x.pow(2).mean()).sqrt()[None, :, None, None] for name, x in sample.items()}
    unit = {name: float((x.pow(2) * scale[name]).mean()) for name, x in sample.items()}
    adam = torch.optim.Adam(student.parameters())
    start, step, seen, curve = time.time(), 0, {}, []
    while (done := (time.time() - start) / (60 * args.minutes)) < 1:
        for group in adam.param_groups:
            group["lr"] = args.learning_rate * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * done)) + 1e-5
        if step % RENEW_EVERY == RENEW_EVERY - 1:
            lessons.renew(crops.batch(BATCH), own=False)
        if step >= args.paint_from and step % PAINT_EVERY == PAINT_EVERY - 1:
            lessons.renew(painting.go_on(), own=True)
            if args.gradients:
                pulls.add(*painting.first(PULLS))
        pictures, targets = lessons.draw()
        taps, loss = student(pictures), 0
        for name, found in taps.items():
            error = ((found - targets[name]).pow(2) * scale[name]).mean() / unit[name]
            loss = loss + WEIGHTS[name] * error
            note(seen, name, error)
            if name in STYLE_TAPS:
                off = relative(gram(found), gram(targets[name])).mean()
                loss = loss + GRAM_WEIGHT * WEIGHTS[name] * off
                note(seen, f"gram {name}", off)
        adam.zero_grad()
        loss.backward()
        if args.gradients and step % PULL_EVERY == 0:
            mismatch = pulls.mismatch(student)
            (args.gradients * mismatch).backward()
            note(seen, "gradient", mismatch)
        nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        adam.step()
        step += 1
        if step % 200 == 0:
            seconds = round(time.time() - start)
            curve.append({"step": step, "seconds": seconds, **{name: round(value, 4) for name, value in seen.items()}})
            print(json.dumps(curve[-1]), flush=True)
            save(args, student, basis, curve, images)
    save(args, student, basis, curve, images)


def note(seen, name, value):
    """Running mean over about the last 50 steps."""
    value = value.item()
    seen[name] = 0.98 * seen.get(name, value) + 0.02 * value


def save(args, student, basis, curve, images):
    names = [str(file) for file, _ in images]
    torch.save({"net": student.state_dict(), "basis": basis, "curve": curve, "images": names, "seed": args.seed}, args.out)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--teacher", required=True, type=Path, help="folder of the published uint8 files")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--from", dest="start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--side", type=int, default=128, help="px of a crop")
    parser.add_argument("--lessons", type=int, default=1280)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--paint-from", type=int, default=600, help="step from which it sees its own pictures")
    parser.add_argument("--gradients", type=float, default=0, help="weight of the last phase's loss (gradients.py)")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
