// Normalisations go into the layer before them.
// RUN: %opt %s --fold-batch-norm | %check %s

// CHECK-LABEL: stride.network @folds("x" %x: tensor<8x4x4xf32>) -> ("y") {
// CHECK-NEXT: %conv1 = stride.conv "conv1" %x filters 16 window 1x1 norm <"bn1" epsilon 1.000000e-03> : (tensor<8x4x4xf32>) -> tensor<16x4x4xf32>
// CHECK-NEXT: %dw1 = stride.depthwise_conv "dw1" %conv1 window 3x3 pad 1x1x1x1 bias false norm <"bn2" epsilon 1.000000e-05> : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
// CHECK-NEXT: %dense1 = stride.dense "dense1" %dw1 outputs 10 norm <"bn3" epsilon 1.000000e-05> : (tensor<16x4x4xf32>) -> tensor<10x1x1xf32>
// CHECK-NEXT: stride.return %dense1 : tensor<10x1x1xf32>
// CHECK-NEXT: }
stride.network @folds("x" %x: tensor<8x4x4xf32>) -> ("y") {
  %0 = stride.conv "conv1" %x filters 16 window 1x1 : (tensor<8x4x4xf32>) -> tensor<16x4x4xf32>
  %1 = stride.batch_norm "bn1" %0 epsilon 1.0e-3 : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
  %2 = stride.depthwise_conv "dw1" %1 window 3x3 pad 1x1x1x1 bias false : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
  %3 = stride.batch_norm "bn2" %2 epsilon 1.0e-5 : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
  %4 = stride.dense "dense1" %3 outputs 10 : (tensor<16x4x4xf32>) -> tensor<10x1x1xf32>
  %5 = stride.batch_norm "bn3" %4 epsilon 1.0e-5 : (tensor<10x1x1xf32>) -> tensor<10x1x1xf32>
  stride.return %5 : tensor<10x1x1xf32>
}

// A second reader wants the value before the normalisation; a second normalisation finds the place taken; and one after
// a pool or an input has no weights to go into.
// CHECK-LABEL: stride.network @stays("x" %x: tensor<8x4x4xf32>) -> ("a", "b", "c") {
// CHECK-NEXT: %conv1 = stride.conv "conv1" %x filters 8 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %bn1 = stride.batch_norm "bn1" %conv1 epsilon 1.000000e-05 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %conv2 = stride.conv "conv2" %x filters 8 window 1x1 norm <"bn2" epsilon 1.000000e-05> : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %bn3 = stride.batch_norm "bn3" %conv2 epsilon 1.000000e-05 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %bn4 = stride.batch_norm "bn4" %x epsilon 1.000000e-05 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %add1 = stride.add "add1" %conv1, %bn4 : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: stride.return %bn1, %bn3, %add1 : tensor<8x4x4xf32>, tensor<8x4x4xf32>, tensor<8x4x4xf32>
// CHECK-NEXT: }
stride.network @stays("x" %x: tensor<8x4x4xf32>) -> ("a", "b", "c") {
  %0 = stride.conv "conv1" %x filters 8 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %1 = stride.batch_norm "bn1" %0 epsilon 1.0e-5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %2 = stride.conv "conv2" %x filters 8 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.batch_norm "bn2" %2 epsilon 1.0e-5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %4 = stride.batch_norm "bn3" %3 epsilon 1.0e-5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %5 = stride.batch_norm "bn4" %x epsilon 1.0e-5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %6 = stride.add "add1" %0, %5 : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  stride.return %1, %4, %6 : tensor<8x4x4xf32>, tensor<8x4x4xf32>, tensor<8x4x4xf32>
}
