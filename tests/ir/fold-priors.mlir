// Normalisations go into the layers behind them.
// RUN: %opt %s --fold-priors | %check %s

// All readers take it in, of whatever kind; zeros stay zeros without a mean.
// CHECK-LABEL: stride.network @folds("x" %x: tensor<4x5x5xf32>) -> ("a", "b", "c") {
// CHECK-NEXT: %conv1 = stride.conv "conv1" %x filters 8 window 3x3 prior <"bn1" epsilon 1.000000e-03> : (tensor<4x5x5xf32>) -> tensor<8x3x3xf32>
// CHECK-NEXT: %dw1 = stride.depthwise_conv "dw1" %x window 3x3 prior <"bn1" epsilon 1.000000e-03> : (tensor<4x5x5xf32>) -> tensor<4x3x3xf32>
// CHECK-NEXT: %dense1 = stride.dense "dense1" %conv1 outputs 10 prior <"scale1" mean [1.000000e+00] std [2.000000e+00]> : (tensor<8x3x3xf32>) -> tensor<10x1x1xf32>
// CHECK-NEXT: %conv2 = stride.conv "conv2" %dw1 filters 4 window 3x3 pad 1x1x1x1 prior <"scale2" mean [0.000000e+00] std [1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : (tensor<4x3x3xf32>) -> tensor<4x3x3xf32>
// CHECK-NEXT: stride.return %conv1, %dense1, %conv2 : tensor<8x3x3xf32>, tensor<10x1x1xf32>, tensor<4x3x3xf32>
// CHECK-NEXT: }
stride.network @folds("x" %x: tensor<4x5x5xf32>) -> ("a", "b", "c") {
  %0 = stride.batch_norm "bn1" %x epsilon 1.0e-3 : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %1 = stride.conv "conv1" %0 filters 8 window 3x3 : (tensor<4x5x5xf32>) -> tensor<8x3x3xf32>
  %2 = stride.depthwise_conv "dw1" %0 window 3x3 : (tensor<4x5x5xf32>) -> tensor<4x3x3xf32>
  %3 = stride.scale "scale1" %1 mean [1.0] std [2.0] : (tensor<8x3x3xf32>) -> tensor<8x3x3xf32>
  %4 = stride.dense "dense1" %3 outputs 10 : (tensor<8x3x3xf32>) -> tensor<10x1x1xf32>
  %5 = stride.scale "scale2" %2 mean [0.0] std [1.0, 2.0, 3.0, 4.0] : (tensor<4x3x3xf32>) -> tensor<4x3x3xf32>
  %6 = stride.conv "conv2" %5 filters 4 window 3x3 pad 1x1x1x1 : (tensor<4x3x3xf32>) -> tensor<4x3x3xf32>
  stride.return %1, %4, %6 : tensor<8x3x3xf32>, tensor<10x1x1xf32>, tensor<4x3x3xf32>
}

// Zeros around a normalised image are not what the normalisation makes of zeros; and one reader that takes nothing in
// wants the value computed.
// CHECK-LABEL: stride.network @stays("x" %x: tensor<4x5x5xf32>) -> ("a", "b", "c") {
// CHECK-NEXT: %bn1 = stride.batch_norm "bn1" %x epsilon 1.000000e-03
// CHECK-NEXT: %conv1 = stride.conv "conv1" %bn1 filters 8 window 3x3 pad 1x0x0x0 :
// CHECK-NEXT: %scale1 = stride.scale "scale1" %x mean [1.000000e+00] std [2.000000e+00]
// CHECK-NEXT: %conv2 = stride.conv "conv2" %scale1 filters 8 window 3x3 pad 1x1x1x1 :
// CHECK-NEXT: %scale2 = stride.scale "scale2" %x mean [1.000000e+00] std [2.000000e+00]
// CHECK-NEXT: %conv3 = stride.conv "conv3" %scale2 filters 8 window 3x3 :
// CHECK-NEXT: %relu1 = stride.relu "relu1" %scale2
// CHECK-NEXT: %add1 = stride.add "add1" %conv2, %conv2
// CHECK-NEXT: stride.return %conv1, %conv3, %add1
stride.network @stays("x" %x: tensor<4x5x5xf32>) -> ("a", "b", "c") {
  %0 = stride.batch_norm "bn1" %x epsilon 1.0e-3 : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %1 = stride.conv "conv1" %0 filters 8 window 3x3 pad 1x0x0x0 : (tensor<4x5x5xf32>) -> tensor<8x4x3xf32>
  %2 = stride.scale "scale1" %x mean [1.0] std [2.0] : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %3 = stride.conv "conv2" %2 filters 8 window 3x3 pad 1x1x1x1 : (tensor<4x5x5xf32>) -> tensor<8x5x5xf32>
  %4 = stride.scale "scale2" %x mean [1.0] std [2.0] : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %5 = stride.conv "conv3" %4 filters 8 window 3x3 : (tensor<4x5x5xf32>) -> tensor<8x3x3xf32>
  %6 = stride.relu "relu1" %4 : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %7 = stride.add "add1" %3, %3 : (tensor<8x5x5xf32>, tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
  stride.return %1, %5, %7 : tensor<8x4x3xf32>, tensor<8x3x3xf32>, tensor<8x5x5xf32>
}

// A convolution of bytes makes up its padding.
// CHECK-LABEL: stride.network @bytes("x" %x: tensor<3x8x8xf32>) -> ("a") {
// CHECK-NEXT: %conv1 = stride.conv "conv1" %x filters 8 window 3x3 pad 1x1x1x1 prior <"scale1" mean [1.000000e+02, 5.000000e+01, 0.000000e+00] std [2.000000e+00]> :
// CHECK-NEXT: stride.return %conv1
// CHECK-NEXT: } {input_formats = ["u8 hwc"]}
stride.network @bytes("x" %x: tensor<3x8x8xf32>) -> ("a") {
  %0 = stride.scale "scale1" %x mean [100.0, 50.0, 0.0] std [2.0] : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  %1 = stride.conv "conv1" %0 filters 8 window 3x3 pad 1x1x1x1 : (tensor<3x8x8xf32>) -> tensor<8x8x8xf32>
  stride.return %1 : tensor<8x8x8xf32>
} {input_formats = ["u8 hwc"]}
