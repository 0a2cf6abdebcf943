# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Train the classifier of digits.stride; write its weights, the digits kept out, and the golden scores.

usage: train_digits.py [--epochs 60]

The digits are those of scikit-learn, in their order: the first two thirds train, the last third is kept out.
"""
import argparse
import math
from pathlib import Path

import numpy as np
import sklearn.datasets
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent


class Digits(nn.Module):
    """The layers of digits.stride; the names of the members are the paths of its layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 32, 3, padding=1)
        self.classifier = nn.Linear(32 * 4 * 4, 10)

    def features(self, image):
        """What the last layer reads."""
        x = F.relu(self.conv2(F.relu(self.conv1(image))))
        return F.relu(self.conv3(F.max_pool2d(x, 2))).flatten(1)

    def forward(self, image):
        return self.classifier(self.features(image))


def shifted(images, generator):
    """The images moved by up to one pixel, zeros coming in."""
    down, right = torch.randint(0, 3, (2,), generator=generator).tolist()
    return F.pad(images, (1, 1, 1, 1))[:, :, down:down + 8, right:right + 8]


def train(images, labels, epochs):
    generator = torch.Generator().manual_seed(1)
    torch.manual_seed(1)
    net = Digits()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * (1 + math.cos(math.pi * epoch / epochs)) / 2
        for pick in torch.randperm(len(images), generator=generator).split(32):
            features = F.dropout(net.features(shifted(images[pick], generator)), 0.3)
            loss = F.cross_entropy(net.classifier(features), labels[pick])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return net.eval()


def write_golden(net, images):
    """[2, count, 10]: the double-precision scores, and how far fp32 may be from them.

    A sum of n products in fp32 is off by at most n 2^-24 (sum |x||w| + |b|). The bound here is that of the last
    layer: rounding is far from the worst case, so it has room for the layers before it.
    """
    net, images = net.double(), images.double()
    with torch.no_grad():
        scores, last = net(images), net.classifier
        magnitude = F.linear(net.features(images).abs(), last.weight.abs(), last.bias.abs())
        error = (net.float()(images.float()) - scores).abs().max()
    bound = last.in_features * 2.0**-24 * magnitude
    np.save(HERE / "data" / "digits_golden.npy", torch.stack([scores, bound]).numpy().astype(np.float32))
    print(f"golden: bound {bound.min():.1e} to {bound.max():.1e}, PyTorch's own fp32 is off by {error:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=60)
    epochs = parser.parse_args().epochs
    torch.set_num_threads(1)
    data = sklearn.datasets.load_digits()
    images = torch.from_numpy(data.images).float()[:, None] / 16
    labels = torch.from_numpy(data.target)
    kept = len(images) * 2 // 3
    net = train(images[:kept], labels[:kept], epochs)
    with torch.no_grad():
        right = (net(images[kept:]).argmax(1) == labels[kept:]).float().mean().item()
    print(f"{len(images) - kept} digits kept out, {right:.2%} of them right")
    save_file(net.state_dict(), HERE / "digits.safetensors")
    pixels = data.images[kept:].reshape(-1, 64)
    test = np.concatenate([pixels, data.target[kept:, None]], axis=1).astype(np.uint8)
    np.save(HERE / "data" / "digits_test.npy", test)  # [count, 65]: the pixels 0 to 16, then the digit
    write_golden(net, images[kept:])


main()
