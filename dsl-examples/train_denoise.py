# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Train the denoiser of denoise.stride and write its weights and its golden output.

usage: train_denoise.py [--minutes 20] [--threads 2] [--golden-only]

The network sees a grey photograph with Gaussian noise of sigma 25/255 and learns the noise (Zhang et al. 2017).
The photographs lie inside scikit-image and scikit-learn; `camera` and `chelsea` are kept out and only measured.
"""
import argparse
import math
import time
from pathlib import Path

import numpy as np
import sklearn.datasets
import skimage.data
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
WEIGHTS = HERE / "denoise.safetensors"
GOLDEN = HERE / "data" / "denoise_golden.npy"
SIGMA = 25 / 255
KEPT_OUT = ("camera", "chelsea")
TRAINED_ON = ("astronaut", "brick", "coffee", "coins", "grass", "gravel", "rocket", "china", "flower")
GOLDEN_SEED, GOLDEN_STEP = 1, 13  # every 13th pixel in reading order falls on every phase of a kernel's tiles


class Denoise(nn.Module):
    """The layers of denoise.stride; the names of the members are the paths of its layers."""

    def __init__(self, channels=32, body=8):
        super().__init__()
        self.head = nn.Conv2d(1, channels, 3, padding=1)
        self.body = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(body))
        self.tail = nn.Conv2d(channels, 1, 3, padding=1)
        for layer in (self.head, *self.body):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        nn.init.normal_(self.tail.weight, std=1e-3)
        nn.init.zeros_(self.tail.bias)

    def features(self, noisy):
        """What the last convolution reads."""
        x = F.relu(self.head(noisy))
        for layer in self.body:
            x = F.relu(layer(x))
        return x

    def forward(self, noisy):
        return noisy - self.tail(self.features(noisy))


def photograph(name):
    """One photograph as grey numbers from 0 to 1."""
    if name in ("china", "flower"):
        picture = sklearn.datasets.load_sample_image(f"{name}.jpg")
    else:
        picture = getattr(skimage.data, name)()
    return np.asarray(Image.fromarray(picture).convert("L"), dtype=np.float32) / 255


def training_set():
    """Every training photograph at four sizes: smaller ones hold less of the camera's own noise."""
    pictures = []
    for name in TRAINED_ON:
        full = Image.fromarray((photograph(name) * 255).round().astype(np.uint8))
        for scale in (1, 0.8, 0.65, 0.5):
            size = [round(side * scale) for side in full.size]
            small = np.asarray(full.resize(size, Image.Resampling.BICUBIC), dtype=np.float32) / 255
            pictures.append(torch.from_numpy(small))
    return pictures


def batch(pictures, random, count, side):
    """`count` patches [count, 1, side, side], turned and mirrored by chance."""
    areas = np.array([p.numel() for p in pictures], dtype=np.float64)
    patches = []
    for k in random.choice(len(pictures), count, p=areas / areas.sum()):
        picture = pictures[k]
        top, left = (random.integers(0, extent - side + 1) for extent in picture.shape)
        patch = torch.rot90(picture[top:top + side, left:left + side], int(random.integers(4)))
        patches.append(patch.flip(0) if random.integers(2) else patch)
    return torch.stack(patches)[:, None]


def gaussian(seed, count):
    """The noise of support/Noise.h, number by number: SplitMix64, then Box-Muller, in multiples of 2^-16."""
    with np.errstate(over="ignore"):
        state = np.uint64(seed) + np.arange(1, 2 * count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    uniform = ((state >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    radius = np.sqrt(-2 * np.log(uniform[0::2]))
    return radius * np.cos(2 * math.pi * uniform[1::2])


def noisy_version(picture, seed):
    """The picture with seeded noise, the same numbers in C++ and here."""
    noise = np.floor(gaussian(seed, picture.size) * SIGMA * 65536 + 0.5) / 65536
    return picture + noise.reshape(picture.shape).astype(np.float32)


def psnr(a, b):
    return -10 * math.log10(float(np.mean((a.astype(np.float64) - b) ** 2)))


def measure(net):
    """Prints PSNR before and after on the photographs that were kept out."""
    for name in KEPT_OUT:
        clean = photograph(name)
        noisy = noisy_version(clean, GOLDEN_SEED)
        with torch.no_grad():
            result = net(torch.from_numpy(noisy)[None, None])[0, 0].numpy()
        print(f"  {name}: {psnr(noisy, clean):.2f} dB before, {psnr(result, clean):.2f} dB after", flush=True)


def train(minutes):
    """Adam with a cosine schedule over the given time; the weights kept are their moving average."""
    torch.manual_seed(1)
    random = np.random.default_rng(1)
    pictures = training_set()
    net, average = Denoise(), Denoise()
    average.load_state_dict(net.state_dict())
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    start = report = time.monotonic()
    step = 0
    while (done := (time.monotonic() - start) / (60 * minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 200) * (0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2)
        clean = batch(pictures, random, count=12, side=48)
        noisy = clean + SIGMA * torch.randn(clean.shape)
        loss = F.mse_loss(net(noisy), clean)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.1)
        optimizer.step()
        step += 1
        decay = min(0.998, step / (step + 10))
        with torch.no_grad():
            for kept, new in zip(average.parameters(), net.parameters()):
                kept.lerp_(new, 1 - decay)
        if time.monotonic() - report > 60:
            report = time.monotonic()
            print(f"step {step}, {done:.0%}, loss {loss.item():.5f}", flush=True)
            measure(average)
            save_file(average.state_dict(), WEIGHTS)
    save_file(average.state_dict(), WEIGHTS)
    print(f"{step} steps")


def write_golden(net):
    """Row 0: the double-precision result on noisy `camera` at every 13th pixel. Row 1: how far fp32 may be from it.

    A sum of n products in fp32 is off by at most n 2^-24 (sum |x||w| + |b|). The bound here is that of the last
    convolution and the subtraction: rounding is far from the worst case, so it has room for the layers before them.
    """
    net = net.double()
    noisy = torch.from_numpy(noisy_version(photograph("camera"), GOLDEN_SEED)).double()[None, None]
    with torch.no_grad():
        result = net(noisy)
        magnitude = F.conv2d(net.features(noisy).abs(), net.tail.weight.abs(), net.tail.bias.abs(), padding=1)
    bound = net.tail.weight.numel() * 2.0**-24 * (magnitude + noisy.abs())
    golden = torch.stack([t.reshape(-1)[::GOLDEN_STEP] for t in (result, bound)])
    np.save(GOLDEN, golden.numpy().astype(np.float32))
    with torch.no_grad():
        error = (net.float()(noisy.float()) - result).abs()
    print(f"golden: bound {bound.min():.1e} to {bound.max():.1e}, PyTorch's own fp32 is off by {error.max():.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--golden-only", action="store_true", help="keep the weights, write the golden again")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if not options.golden_only:
        train(options.minutes)
    net = Denoise()
    net.load_state_dict(load_file(WEIGHTS))
    measure(net)
    write_golden(net)


main()
