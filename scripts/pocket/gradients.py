"""The last phase of the training, on gradients instead of activations: the student's gradient of a run's loss at a half-painted
picture is brought to the teacher's, at several resolutions, since a run uses nothing of a network but its losses' gradient."""

from collections import deque

import torch
import torch.nn.functional as F

from losses import run_loss, targets_of
from networks import teacher_taps

COARSENESS = (1, 2, 4, 8)  # px a side that gradients are averaged over before they are compared
KEPT = 48  # batches


class GradientLessons:
    def __init__(self, teacher, rng):
        self.see = lambda x, taps: teacher_taps(teacher, x, taps)
        self.rng, self.kept = rng, deque(maxlen=KEPT)

    def add(self, picture, content, style, layers, content_share):
        picture = picture.detach().clone().requires_grad_(True)
        grams, features = targets_of(self.see, content, style, layers)
        loss = run_loss(self.see, picture, grams, features, content_share).sum()
        (gradient,) = torch.autograd.grad(loss, [picture])
        self.kept.append((picture.detach(), content, style, layers, content_share, gradient))

    def mismatch(self, student):
        """Differentiable loss: 1 - cosine of the student's and the teacher's gradient, the mean over batch and resolutions."""
        picture, content, style, layers, content_share, wanted = self.kept[self.rng.integers(len(self.kept))]
        grams, features = targets_of(student, content, style, layers)
        picture = picture.clone().requires_grad_(True)
        loss = run_loss(student, picture, grams, features, content_share).sum()
        (found,) = torch.autograd.grad(loss, [picture], create_graph=True)
        return sum(1 - cosine(found, wanted, side) for side in COARSENESS) / len(COARSENESS)


def cosine(found, wanted, side):
    found, wanted = F.avg_pool2d(found, side), F.avg_pool2d(wanted, side)
    return F.cosine_similarity(found.flatten(1), wanted.flatten(1)).mean()
