// What the verifiers of the stride dialect refuse, with the numbers.
// RUN: %opt %s --verify-diagnostics --split-input-file

stride.network @gap("x" %x: tensor<3x32x32xf32>) -> ("y") {
  // expected-error @+1 {{does not fit its input; height: (32 + 0 + 0 - 5) / 4 leaves 3; width: (32 + 0 + 0 - 5) / 4 leaves 3}}
  %0 = stride.conv "conv1" %x filters 4 window 5x5 stride 4x4 : (tensor<3x32x32xf32>) -> tensor<4x7x7xf32>
  stride.return %0 : tensor<4x7x7xf32>
}

// -----

stride.network @too_large("x" %x: tensor<3x4x8xf32>) -> ("y") {
  // expected-error @+1 {{height: (4 + 0 + 0 - 5) / 1, the window is larger than its input}}
  %0 = stride.max_pool "pool1" %x window 5x5 : (tensor<3x4x8xf32>) -> tensor<3x1x4xf32>
  stride.return %0 : tensor<3x1x4xf32>
}

// -----

stride.network @shape("x" %x: tensor<3x8x8xf32>) -> ("y") {
  // expected-error @+1 {{gives 'tensor<4x6x6xf32>', not 'tensor<4x8x8xf32>'}}
  %0 = stride.conv "conv1" %x filters 4 window 3x3 : (tensor<3x8x8xf32>) -> tensor<4x8x8xf32>
  stride.return %0 : tensor<4x8x8xf32>
}

// -----

stride.network @groups("x" %x: tensor<3x8x8xf32>) -> ("y") {
  // expected-error @+1 {{3 channels do not divide into 2 groups}}
  %0 = stride.conv "conv1" %x filters 4 window 1x1 groups 2 : (tensor<3x8x8xf32>) -> tensor<4x8x8xf32>
  stride.return %0 : tensor<4x8x8xf32>
}

// -----

stride.network @sizes("x" %x: tensor<3x8x8xf32>, "y" %y: tensor<3x8x7xf32>) -> ("z") {
  // expected-error @+1 {{different sizes}}
  %0 = stride.add "add1" %x, %y : (tensor<3x8x8xf32>, tensor<3x8x7xf32>) -> tensor<3x8x8xf32>
  stride.return %0 : tensor<3x8x8xf32>
}

// -----

stride.network @one("x" %x: tensor<3x8x8xf32>) -> ("z") {
  // expected-error @+1 {{takes 2 operands or more, not 1}}
  %0 = stride.concat "concat1" %x : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  stride.return %0 : tensor<3x8x8xf32>
}

// -----

stride.network @lists("x" %x: tensor<3x8x8xf32>) -> ("z") {
  // expected-error @+1 {{'pad' holds 2 numbers, not 4}}
  %0 = "stride.max_pool"(%x) {path = "pool1", kernel = array<i64: 2, 2>, stride = array<i64: 2, 2>, dilation = array<i64: 1, 1>, pad = array<i64: 0, 0>} : (tensor<3x8x8xf32>) -> tensor<3x4x4xf32>
  stride.return %0 : tensor<3x4x4xf32>
}

// -----

stride.network @outputs("x" %x: tensor<3x8x8xf32>) -> ("a", "b") {
  // expected-error @+1 {{returns 1 values for 2 outputs}}
  stride.return %x : tensor<3x8x8xf32>
}

// -----

// expected-error @+1 {{takes inputs tensor<CxHxWxf32>, not 'tensor<3x8xf32>'}}
stride.network @rank("x" %x: tensor<3x8xf32>) -> () {
  stride.return
}

// -----

stride.network @element("x" %x: tensor<3x8x8xf32>) -> ("y") {
  // expected-error @+1 {{must be tensor<CxHxWxf32>, but got 'tensor<3x8x8xf64>'}}
  %0 = stride.relu "relu1" %x : (tensor<3x8x8xf32>) -> tensor<3x8x8xf64>
  stride.return
}
