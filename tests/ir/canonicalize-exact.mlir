// Layers that change nothing go.
// RUN: %opt %s --canonicalize-exact | %check %s

// CHECK-LABEL: stride.network @identities("x" %x: tensor<8x4x4xf32>) -> ("y") {
// CHECK-NEXT: %relu1 = stride.relu "relu1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %global_avg_pool1 = stride.global_avg_pool "global_avg_pool1" %relu1 : (tensor<8x4x4xf32>) -> tensor<8x1x1xf32>
// CHECK-NEXT: stride.return %global_avg_pool1 : tensor<8x1x1xf32>
// CHECK-NEXT: }
stride.network @identities("x" %x: tensor<8x4x4xf32>) -> ("y") {
  %0 = stride.crop "crop1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %1 = stride.relu "relu1" %0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %drop = stride.dropout "dropout1" %1 rate 0.5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %2 = stride.relu "relu2" %drop : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.max_pool "max_pool1" %2 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %4 = stride.avg_pool "avg_pool1" %3 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %5 = stride.pixel_shuffle "pixel_shuffle1" %4 factor 1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %6 = stride.global_avg_pool "global_avg_pool1" %5 : (tensor<8x4x4xf32>) -> tensor<8x1x1xf32>
  %7 = stride.global_avg_pool "global_avg_pool2" %6 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  %8 = stride.flatten "flatten1" %7 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  stride.return %8 : tensor<8x1x1xf32>
}

// CHECK-LABEL: stride.network @relu6("x" %x: tensor<8x4x4xf32>) -> ("a", "b") {
// CHECK-NEXT: %relu6_1 = stride.relu6 "relu6_1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %relu2 = stride.relu "relu2" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %relu6_2 = stride.relu6 "relu6_2" %relu2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: stride.return %relu6_1, %relu6_2 : tensor<8x4x4xf32>, tensor<8x4x4xf32>
// CHECK-NEXT: }
stride.network @relu6("x" %x: tensor<8x4x4xf32>) -> ("a", "b") {
  %0 = stride.relu6 "relu6_1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %1 = stride.relu "relu1" %0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %2 = stride.relu "relu2" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.relu6 "relu6_2" %2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  stride.return %1, %3 : tensor<8x4x4xf32>, tensor<8x4x4xf32>
}

// CHECK-LABEL: stride.network @crops("x" %x: tensor<8x9x9xf32>) -> ("y") {
// CHECK-NEXT: %crop2 = stride.crop "crop2" %x top 3 left 3 bottom 4 right 2 : (tensor<8x9x9xf32>) -> tensor<8x2x4xf32>
// CHECK-NEXT: stride.return %crop2 : tensor<8x2x4xf32>
// CHECK-NEXT: }
stride.network @crops("x" %x: tensor<8x9x9xf32>) -> ("y") {
  %0 = stride.crop "crop1" %x top 1 right 2 : (tensor<8x9x9xf32>) -> tensor<8x8x7xf32>
  %1 = stride.crop "crop2" %0 top 2 left 3 bottom 4 : (tensor<8x8x7xf32>) -> tensor<8x2x4xf32>
  stride.return %1 : tensor<8x2x4xf32>
}

// CHECK-LABEL: stride.network @flatten("x" %x: tensor<8x4x4xf32>) -> ("y", "z") {
// CHECK-NEXT: %flatten1 = stride.flatten "flatten1" %x : (tensor<8x4x4xf32>) -> tensor<128x1x1xf32>
// CHECK-NEXT: %dense1 = stride.dense "dense1" %x outputs 10 : (tensor<8x4x4xf32>) -> tensor<10x1x1xf32>
// CHECK-NEXT: %tanh1 = stride.tanh "tanh1" %flatten1 : (tensor<128x1x1xf32>) -> tensor<128x1x1xf32>
// CHECK-NEXT: stride.return %dense1, %tanh1 : tensor<10x1x1xf32>, tensor<128x1x1xf32>
// CHECK-NEXT: }
stride.network @flatten("x" %x: tensor<8x4x4xf32>) -> ("y", "z") {
  %0 = stride.flatten "flatten1" %x : (tensor<8x4x4xf32>) -> tensor<128x1x1xf32>
  %1 = stride.dense "dense1" %0 outputs 10 : (tensor<128x1x1xf32>) -> tensor<10x1x1xf32>
  %2 = stride.tanh "tanh1" %0 : (tensor<128x1x1xf32>) -> tensor<128x1x1xf32>
  %3 = stride.relu "unread" %0 : (tensor<128x1x1xf32>) -> tensor<128x1x1xf32>
  stride.return %1, %2 : tensor<10x1x1xf32>, tensor<128x1x1xf32>
}

// CHECK-LABEL: stride.network @moves("x" %x: tensor<8x4x4xf32>) -> ("y") {
// CHECK-NEXT: %slice2 = stride.slice "slice2" %x channels [3, 5] : (tensor<8x4x4xf32>) -> tensor<2x4x4xf32>
// CHECK-NEXT: stride.return %slice2 : tensor<2x4x4xf32>
// CHECK-NEXT: }
stride.network @moves("x" %x: tensor<8x4x4xf32>) -> ("y") {
  %0 = stride.slice "slice1" %x channels [2, 6] : (tensor<8x4x4xf32>) -> tensor<4x4x4xf32>
  %1 = stride.slice "slice2" %0 channels [1, 3] : (tensor<4x4x4xf32>) -> tensor<2x4x4xf32>
  %2 = stride.slice "slice3" %1 channels [0, 2] : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %3 = stride.pad "pad1" %2 value 3.0 : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %4 = stride.upsample "upsample1" %3 factor [1, 1] mode "bilinear" : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %5 = stride.pixel_unshuffle "pixel_unshuffle1" %4 factor 1 : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %6 = stride.channel_shuffle "channel_shuffle1" %5 groups 1 : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %7 = stride.channel_shuffle "channel_shuffle2" %6 groups 2 : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  stride.return %7 : tensor<2x4x4xf32>
}

// A convolution pads with zeros itself, not with other numbers, and a pool does not.
// CHECK-LABEL: stride.network @pads("x" %x: tensor<1x4x4xf32>) -> ("a", "b", "c") {
// CHECK-NEXT: %conv1 = stride.conv "conv1" %x filters 2 window 3x3 pad 2x1x1x1 : (tensor<1x4x4xf32>) -> tensor<2x5x4xf32>
// CHECK-NEXT: %ones = stride.pad "ones" %x top 1 value 1.000000e+00 : (tensor<1x4x4xf32>) -> tensor<1x5x4xf32>
// CHECK-NEXT: %dw1 = stride.depthwise_conv "dw1" %ones window 1x1 : (tensor<1x5x4xf32>) -> tensor<1x5x4xf32>
// CHECK-NEXT: %zeros = stride.pad "zeros" %x left 1 value 0.000000e+00 : (tensor<1x4x4xf32>) -> tensor<1x4x5xf32>
// CHECK-NEXT: %pool1 = stride.max_pool "pool1" %zeros window 2x2 : (tensor<1x4x5xf32>) -> tensor<1x3x4xf32>
stride.network @pads("x" %x: tensor<1x4x4xf32>) -> ("a", "b", "c") {
  %0 = stride.pad "pad1" %x top 2 left 1 value 0.0 : (tensor<1x4x4xf32>) -> tensor<1x6x5xf32>
  %1 = stride.conv "conv1" %0 filters 2 window 3x3 pad 0x0x1x1 : (tensor<1x6x5xf32>) -> tensor<2x5x4xf32>
  %2 = stride.pad "ones" %x top 1 value 1.0 : (tensor<1x4x4xf32>) -> tensor<1x5x4xf32>
  %3 = stride.depthwise_conv "dw1" %2 window 1x1 : (tensor<1x5x4xf32>) -> tensor<1x5x4xf32>
  %4 = stride.pad "zeros" %x left 1 value 0.0 : (tensor<1x4x4xf32>) -> tensor<1x4x5xf32>
  %5 = stride.max_pool "pool1" %4 window 2x2 : (tensor<1x4x5xf32>) -> tensor<1x3x4xf32>
  stride.return %1, %3, %5 : tensor<2x5x4xf32>, tensor<1x5x4xf32>, tensor<1x3x4xf32>
}

// Nor with its input.
// CHECK-LABEL: stride.network @borders("x" %x: tensor<1x4x4xf32>) -> ("a") {
// CHECK-NEXT: %pad1 = stride.pad "pad1" %x top 1 value 0.000000e+00 mode "reflect" : (tensor<1x4x4xf32>) -> tensor<1x5x4xf32>
// CHECK-NEXT: %conv1 = stride.conv "conv1" %pad1 filters 2 window 3x3 : (tensor<1x5x4xf32>) -> tensor<2x3x2xf32>
stride.network @borders("x" %x: tensor<1x4x4xf32>) -> ("a") {
  %0 = stride.pad "pad1" %x top 1 value 0.0 mode "reflect" : (tensor<1x4x4xf32>) -> tensor<1x5x4xf32>
  %1 = stride.conv "conv1" %0 filters 2 window 3x3 : (tensor<1x5x4xf32>) -> tensor<2x3x2xf32>
  stride.return %1 : tensor<2x3x2xf32>
}
