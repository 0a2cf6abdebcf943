# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Networks for the tests, small ones in the manner of those that people have, written down by their layers.


def section(name, **options):
    return f"[{name}]\n" + "".join(f"{key.rstrip('_')}={value}\n" for key, value in options.items())


def net(channels, height, width):
    return section("net", batch=64, subdivisions=8, width=width, height=height, channels=channels, momentum=0.9,
                   learning_rate=0.001, policy="steps", steps="400,450", scales=".1,.1")


def conv(filters, size=3, stride=1, activation="leaky", normalized=1, **more):
    options = {"batch_normalize": 1} if normalized else {}
    return section("convolutional", **options, filters=filters, size=size, stride=stride, pad=1, activation=activation,
                   **more)


def maxpool(size=2, stride=2, **more):
    return section("maxpool", size=size, stride=stride, **more)


def route(*layers, **more):
    return section("route", layers=",".join(map(str, layers)), **more)


def shortcut(*layers, activation="linear", **more):
    return section("shortcut", from_=",".join(map(str, layers)), activation=activation, **more)


def yolo(mask, classes=3):
    return section("yolo", mask=mask, anchors="10,14, 23,27, 37,58, 81,82, 135,169, 344,319", classes=classes, num=6,
                   jitter=.3, ignore_thresh=.7, truth_thresh=1, random=1)


def residual(filters):
    return conv(filters // 2, 1) + conv(filters) + shortcut(-3)


def small_yolov2():
    text = net(3, 64, 64)
    for filters in (4, 8, 8):
        text += conv(filters) + maxpool()
    text += conv(12) + maxpool(2, 1) + conv(16) + route(3) + conv(4, 1) + section("reorg", stride=2) + route(-1, -4)
    return text + conv(40, 1, activation="linear", normalized=0) + section(
        "region", anchors="1,1, 2,2, 3,3, 4,4, 5,5", bias_match=1, classes=3, coords=4, num=5, softmax=1, thresh=.6)


def small_yolov3(stages=(1, 2, 4), width=8, classes=3):
    """A backbone of residual stages, and heads at the last two scales."""
    head = 3 * (classes + 5)
    text, count, last = net(3, 64, 64) + conv(width), 1, 0
    for stage, blocks in enumerate(stages):
        filters = width * 2 ** (stage + 1)
        text += conv(filters, 3, 2) + residual(filters) * blocks
        count += 1 + 3 * blocks
        if stage == len(stages) - 2:
            last = count - 1  # the skip's layer
    text += conv(filters // 2, 1) + conv(filters) + conv(head, 1, activation="linear", normalized=0) + yolo("3,4,5", classes)
    text += route(-4) + conv(filters // 4, 1) + section("upsample", stride=2) + route(-1, last)
    return text + conv(filters // 2) + conv(head, 1, activation="linear", normalized=0) + yolo("0,1,2", classes)


def small_yolov4():
    """Halves of channels that join again, in the manner of the tiny one."""
    text = net(3, 64, 64) + conv(8, 3, 2) + conv(8, 3, 2)
    for filters in (8, 16):
        text += (conv(filters) + route(-1, groups=2, group_id=1) + conv(filters // 2) + conv(filters // 2) +
                 route(-1, -2) + conv(filters, 1) + route(-6, -1) + maxpool())
    return text + conv(16, activation="mish") + conv(24, 1, activation="linear", normalized=0) + yolo("3,4,5") + route(
        -3) + conv(8, 1) + section("upsample", stride=2) + route(-1, 16) + conv(
            24, 1, activation="linear", normalized=0) + yolo("0,1,2")


def full_yolov3():
    """The layers of the real one, for the structure alone."""
    text, count, skips = net(3, 416, 416) + conv(32), 1, []
    for stage, blocks in enumerate((1, 2, 8, 8, 4)):
        filters = 64 * 2 ** stage
        text += conv(filters, 3, 2) + residual(filters) * blocks
        count += 1 + 3 * blocks
        skips.append(count - 1)
    for scale, filters in enumerate((512, 256, 128)):
        if scale > 0:
            text += route(-4) + conv(filters, 1) + section("upsample", stride=2) + route(-1, skips[4 - scale])
        text += (conv(filters, 1) + conv(2 * filters)) * 3 + conv(255, 1, activation="linear", normalized=0)
        text += yolo(",".join(str(6 - 3 * scale + i) for i in range(3)), 80).replace("num=6", "num=9")
    return text


def classifier():
    text = net(3, 32, 32) + section("crop", crop_height=28, crop_width=28, flip=1, angle=0, saturation=1, exposure=1)
    for filters in (8, 16):
        text += conv(filters) + maxpool() + conv(filters // 2, 1) + conv(filters)
    return text + conv(10, 1, activation="linear", normalized=0) + section("avgpool") + section("softmax", groups=1)


def dense_classifier():
    return net(1, 12, 10) + section("crop", crop_height=9, crop_width=8, noadjust=1) + conv(
        4, normalized=0, activation="relu") + section("connected", output=20, activation="leaky") + section(
            "dropout", probability=.5) + section("connected", output=7, batch_normalize=1, activation="tanh") + section(
                "softmax", temperature=3) + section("cost", type="sse")


def mixed_activations():
    names = ["linear", "logistic", "relu", "relu6", "leaky", "relie", "elu", "tanh", "hardtan", "swish", "mish"]
    text = net(2, 6, 6)
    for name in names:
        text += conv(3, 1, activation=name)
    for name in names[:9]:
        text += section("activation", activation=name)
    return text + section("convolutional", filters=2) + shortcut(-2, -3, activation="mish")


SMALL = {
    "yolov2": small_yolov2(),
    "yolov3": small_yolov3(),
    "yolov4": small_yolov4(),
    "classifier": classifier(),
    "dense": dense_classifier(),
    "activations": mixed_activations(),
    "strides": net(3, 15, 18) + conv(4, 3, 2) + conv(4, 5, stride_x=1, stride_y=3) + conv(5, 1, 2, padding=9),
    "even": net(2, 9, 9) + conv(3, 2) + conv(3, 4, 2, normalized=0),
    "padding": net(2, 9, 9) + section("convolutional", filters=3, size=5, stride=2, padding=1, activation="linear"),
    "groups": net(4, 8, 8) + conv(8, groups=2) + conv(8, groups=8) + conv(16, 3, 2, groups=8, normalized=0),
    "dilation": net(2, 12, 12) + conv(3, 3, dilation=3) + conv(2, 1, dilation=7),
    "flipped": net(2, 6, 6) + conv(5, flipped=1) + conv(3, flipped=1, normalized=0),
    "pools": net(2, 13, 10) + maxpool(2, 1) + maxpool(3, 1) + maxpool(5, 1) + maxpool(3, 2) + maxpool(2, 2, padding=0),
    "odd pools": net(2, 15, 15) + maxpool(4, 3) + maxpool(2, 2),
    "pool strides": net(2, 15, 12) + section("maxpool", size=3, stride_x=1, stride_y=2),
    "means": net(2, 13, 11) + section("local_avgpool", size=3, stride=2) + section("local_avgpool", size=2, stride=1),
    "spp": net(4, 9, 9) + maxpool(5, 1) + route(-2 + 1) + maxpool(9, 1) + route(-1, -3) + conv(3, 1),
    "upsample": net(2, 4, 5) + section("upsample", stride=3, scale=0.5) + section("upsample"),
    "reorg": net(3, 6, 8) + section("reorg3d", stride=2) + conv(2, 1),
    "reorg in memory, odd": net(8, 10, 6) + section("reorg", stride=2) + conv(4, 1),
    "reorg in memory, even": net(8, 12, 10) + section("reorg", stride=2) + conv(4, 1),
    "reorg in memory, tall": net(4, 6, 8) + section("reorg", stride=2),
    "short channels": net(3, 8, 8) + conv(8) + conv(4) + shortcut(-2) + conv(8) + shortcut(-2, activation="leaky"),
    "short pixels": net(3, 8, 8) + conv(4) + conv(6, 3, 2) + shortcut(-2, activation="relu"),
    "short sums": net(3, 8, 8) + conv(4) + conv(4) + conv(4) + shortcut(-2, 0),
    "squeeze": net(3, 8, 8) + conv(6) + section("avgpool") + conv(2, 1, activation="swish") + conv(
        6, 1, activation="logistic") + section("scale_channels", from_=-4),
    "sam": net(3, 8, 8) + conv(6) + conv(6, 1, activation="logistic") + section("sam", from_=-2),
    "norm": net(3, 8, 8) + section("batchnorm") + conv(4) + section("batchnorm"),
    "whole softmax": net(2, 3, 3) + conv(3, normalized=0) + section("softmax"),
    "detection": net(1, 6, 6) + section("connected", output=12, activation="linear") + section("detection", side=2),
    "text": "; a comment\n" + net(2, 5, 5).replace("=", " =\t ") + "# [maxpool]\n" + conv(3).replace("size=3", "size = 3#x"),
}
