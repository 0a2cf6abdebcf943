#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Make.py [NETWORK…]: writes what PyTorch's two exporters make of the networks below, without their weights: the graphs that
# Torch.py tests the importer with. Run by hand, in an environment with the packages of requirements.txt.
import gzip
import sys
import tempfile
from pathlib import Path

import onnx
import torch
import torchvision
from torch import nn

FOLDER = Path(__file__).parent


def convolutions(channels, filters):
    return nn.Sequential(nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
                         nn.Conv2d(filters, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU())


class UNet(nn.Module):
    """Ronneberger et al. 2015, made small; one of its ways up is a transposed convolution, the other interpolates."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.bottom = convolutions(3, 16), convolutions(16, 32), convolutions(32, 64)
        self.pool = nn.MaxPool2d(2)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.up1 = nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(32, 16, 1))
        self.left2, self.left1 = convolutions(64, 32), convolutions(32, 16)
        self.mask = nn.Conv2d(16, 2, 1)

    def forward(self, image):
        first = self.first(image)
        second = self.second(self.pool(first))
        x = self.up2(self.bottom(self.pool(second)))
        x = self.up1(self.left2(torch.cat([second, x], 1)))
        return self.mask(self.left1(torch.cat([first, x], 1)))


# Images are as small as each network takes them, for the test's sake.
NETWORKS = {
    "resnet18": (torchvision.models.resnet18, 64),
    "mobilenet_v2": (torchvision.models.mobilenet_v2, 64),
    "squeezenet1_1": (torchvision.models.squeezenet1_1, 63),
    "vgg11": (torchvision.models.vgg11, 224),
    "densenet121": (torchvision.models.densenet121, 64),
    "unet": (UNet, 64),
}
EXPORTERS = {"dynamo": True, "torchscript": False}
LAYERS_WITH_WEIGHTS = {"Conv", "ConvTranspose", "Gemm", "BatchNormalization", "MatMul"}


def export(make, extent, path, dynamo):
    torch.manual_seed(0)
    torch.onnx.export(make().eval(), (torch.zeros(1, 3, extent, extent),), path, input_names=["image"],
                      output_names=["result"], dynamo=dynamo, **({"external_data": False} if dynamo else {}))


def without_weights(model):
    """The graph with the shapes of its weights but not their numbers, and without what is for debugging."""
    graph = model.graph
    weights = {name for node in graph.node if node.op_type in LAYERS_WITH_WEIGHTS for name in node.input[1:]}
    for tensor in graph.initializer:
        if tensor.name in weights:
            for field in ("raw_data", "float_data"):
                tensor.ClearField(field)
    for described in (model, graph, *graph.node, *graph.initializer, *graph.input, *graph.output):
        for field in ("doc_string", "metadata_props"):
            described.ClearField(field)
    graph.ClearField("value_info")
    return model


def main():
    for name in sys.argv[1:] or NETWORKS:
        for exporter, dynamo in EXPORTERS.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "net.onnx"
                export(*NETWORKS[name], path, dynamo)
                model = without_weights(onnx.load(path))
            written = FOLDER / f"{name}.{exporter}.onnx.gz"
            written.write_bytes(gzip.compress(model.SerializeToString(deterministic=True), mtime=0))
            print(f"{written.name}: {written.stat().st_size} bytes, opset {model.opset_import[0].version}")


main()
