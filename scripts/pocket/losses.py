"""The losses of a run, as docs/quality.md has them, for both networks: `see(pictures, taps)` is either."""

import torch

from networks import CONTENT_TAP, gram


def relative(found, target):
    """[batch]: the distance as a share of the target's length."""
    return (found - target).flatten(1).norm(dim=1) / target.flatten(1).norm(dim=1)


def targets_of(see, content, style, layers):
    """What a run is drawn to: {tap: Gram matrix}, and the content's features."""
    with torch.no_grad():
        grams = {name: gram(features) for name, features in see(style, layers).items()}
        return grams, see(content, [CONTENT_TAP])[CONTENT_TAP]


def run_loss(see, picture, grams, content, content_share):
    """[batch]: the weighted sum of relative losses, without variation."""
    taps = see(picture, list(dict.fromkeys([*grams, CONTENT_TAP])))
    style = sum(relative(gram(taps[name]), target) for name, target in grams.items()) / len(grams)
    return (1 - content_share) * style + content_share * relative(taps[CONTENT_TAP], content) ** 2
