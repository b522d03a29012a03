"""The losses of a run, as docs/quality.md defines them, for teacher and student: `see(pictures, taps)` evaluates either."""

import torch

from networks import CONTENT_TAP, gram


def relative(found, target):
    """Relative distances [batch]: |found - target| / |target|."""
    return (found - target).flatten(1).norm(dim=1) / target.flatten(1).norm(dim=1)


def targets_of(see, content, style, layers):
    """Targets of a run: Gram matrices by tap, and the content image's features."""
    with torch.no_grad():
        grams = {name: gram(features) for name, features in see(style, layers).items()}
        return grams, see(content, [CONTENT_TAP])[CONTENT_TAP]


def run_loss(see, picture, grams, content, content_share):
    """Losses of a run [batch]: the weighted sum of the relative losses, without variation."""
    taps = see(picture, list(dict.fromkeys([*grams, CONTENT_TAP])))
    style = sum(relative(gram(taps[name]), target) for name, target in grams.items()) / len(grams)
    return (1 - content_share) * style + content_share * relative(taps[CONTENT_TAP], content) ** 2
