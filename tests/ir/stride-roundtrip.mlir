// Every layer of the stride dialect prints as it parses; the path names the value.
// RUN: %opt %s | %opt | %check %s
// RUN: %opt %s --mlir-print-op-generic | %opt | %check %s

// CHECK-LABEL: stride.network @windows("image" %image: tensor<8x15x13xf32>) -> ("a", "b") {
stride.network @windows("image" %0: tensor<8x15x13xf32>) -> ("a", "b") {
  // CHECK: %conv1 = stride.conv "conv1" %image filters 16 window 3x3 stride 2x2 pad 1x1x1x1 groups 2 bias false norm <"bn1" epsilon 1.000000e-05> : (tensor<8x15x13xf32>) -> tensor<16x8x7xf32>
  %1 = stride.conv "conv1" %0 filters 16 window 3x3 stride 2x2 pad 1x1x1x1 groups 2 bias false norm <"bn1" epsilon 1.0e-5> : (tensor<8x15x13xf32>) -> tensor<16x8x7xf32>
  // CHECK: %stage.0.conv = stride.conv "stage.0.conv" %image filters 4 window 1x1 : (tensor<8x15x13xf32>) -> tensor<4x15x13xf32>
  %2 = stride.conv "stage.0.conv" %0 filters 4 window 1x1 : (tensor<8x15x13xf32>) -> tensor<4x15x13xf32>
  // CHECK: %dw1 = stride.depthwise_conv "dw1" %conv1 window 3x2 dilation 2x1 multiplier 2 : (tensor<16x8x7xf32>) -> tensor<32x4x6xf32>
  %3 = stride.depthwise_conv "dw1" %1 window 3x2 dilation 2x1 multiplier 2 : (tensor<16x8x7xf32>) -> tensor<32x4x6xf32>
  // CHECK: %pool1 = stride.max_pool "pool1" %dw1 window 2x2 stride 2x2 : (tensor<32x4x6xf32>) -> tensor<32x2x3xf32>
  %4 = stride.max_pool "pool1" %3 window 2x2 stride 2x2 : (tensor<32x4x6xf32>) -> tensor<32x2x3xf32>
  // CHECK: %pool2 = stride.avg_pool "pool2" %dw1 window 3x3 pad 1x1x1x1 border "zero" : (tensor<32x4x6xf32>) -> tensor<32x4x6xf32>
  %5 = stride.avg_pool "pool2" %3 window 3x3 pad 1x1x1x1 border "zero" : (tensor<32x4x6xf32>) -> tensor<32x4x6xf32>
  // CHECK: %global_avg_pool1 = stride.global_avg_pool "global_avg_pool1" %pool2 : (tensor<32x4x6xf32>) -> tensor<32x1x1xf32>
  %6 = stride.global_avg_pool "global_avg_pool1" %5 : (tensor<32x4x6xf32>) -> tensor<32x1x1xf32>
  // CHECK: %dense1 = stride.dense "dense1" %pool1 outputs 10 bias false : (tensor<32x2x3xf32>) -> tensor<10x1x1xf32>
  %7 = stride.dense "dense1" %4 outputs 10 bias false : (tensor<32x2x3xf32>) -> tensor<10x1x1xf32>
  // CHECK: stride.return %dense1, %global_avg_pool1 : tensor<10x1x1xf32>, tensor<32x1x1xf32>
  stride.return %7, %6 : tensor<10x1x1xf32>, tensor<32x1x1xf32>
}

// CHECK-LABEL: stride.network @moves("x" %x: tensor<8x4x4xf32>) -> ("y") {
stride.network @moves("x" %x: tensor<8x4x4xf32>) -> ("y") {
  // CHECK: %slice1 = stride.slice "slice1" %x channels [4, 8] : (tensor<8x4x4xf32>) -> tensor<4x4x4xf32>
  %0 = stride.slice "slice1" %x channels [4, 8] : (tensor<8x4x4xf32>) -> tensor<4x4x4xf32>
  // CHECK: %pad1 = stride.pad "pad1" %slice1 top 1 right 3 value -1.000000e+00 : (tensor<4x4x4xf32>) -> tensor<4x5x7xf32>
  %1 = stride.pad "pad1" %0 top 1 right 3 value -1.0 : (tensor<4x4x4xf32>) -> tensor<4x5x7xf32>
  // CHECK: %upsample1 = stride.upsample "upsample1" %pad1 factor [2, 2] : (tensor<4x5x7xf32>) -> tensor<4x10x14xf32>
  %2 = stride.upsample "upsample1" %1 factor [2, 2] : (tensor<4x5x7xf32>) -> tensor<4x10x14xf32>
  // CHECK: %upsample2 = stride.upsample "upsample2" %upsample1 factor [2, 2] mode "bilinear" :
  %3 = stride.upsample "upsample2" %2 factor [2, 2] mode "bilinear" : (tensor<4x10x14xf32>) -> tensor<4x20x28xf32>
  // CHECK: %down = stride.pixel_unshuffle "down" %upsample2 factor 2 : (tensor<4x20x28xf32>) -> tensor<16x10x14xf32>
  %4 = stride.pixel_unshuffle "down" %3 factor 2 : (tensor<4x20x28xf32>) -> tensor<16x10x14xf32>
  // CHECK: %mixed = stride.channel_shuffle "mixed" %down groups 2 : (tensor<16x10x14xf32>) -> tensor<16x10x14xf32>
  %5 = stride.channel_shuffle "mixed" %4 groups 2 : (tensor<16x10x14xf32>) -> tensor<16x10x14xf32>
  stride.return %5 : tensor<16x10x14xf32>
}

// CHECK-LABEL: stride.network @borders("x" %x: tensor<8x4x4xf32>) -> ("y") {
stride.network @borders("x" %x: tensor<8x4x4xf32>) -> ("y") {
  // CHECK: %pad1 = stride.pad "pad1" %x top 3 value 0.000000e+00 mode "reflect" : (tensor<8x4x4xf32>) -> tensor<8x7x4xf32>
  %0 = stride.pad "pad1" %x top 3 value 0.0 mode "reflect" : (tensor<8x4x4xf32>) -> tensor<8x7x4xf32>
  // CHECK: %pad2 = stride.pad "pad2" %pad1 right 9 value 0.000000e+00 mode "replicate" : (tensor<8x7x4xf32>) -> tensor<8x7x13xf32>
  %1 = stride.pad "pad2" %0 right 9 value 0.0 mode "replicate" : (tensor<8x7x4xf32>) -> tensor<8x7x13xf32>
  stride.return %1 : tensor<8x7x13xf32>
}

// CHECK-LABEL: stride.network @elementwise("x" %x: tensor<8x4x4xf32>, "gate" %gate: tensor<8x1x1xf32>) -> ("output") {
stride.network @elementwise("x" %x: tensor<8x4x4xf32>, "gate" %gate: tensor<8x1x1xf32>) -> ("output") {
  // CHECK: %relu1 = stride.relu "relu1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %0 = stride.relu "relu1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.relu6 "relu6_1" %relu1 :
  %1 = stride.relu6 "relu6_1" %0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.leaky_relu "leaky_relu1" %relu6_1 slope 1.000000e-01 :
  %2 = stride.leaky_relu "leaky_relu1" %1 slope 0.1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: %lrn1 = stride.lrn "lrn1" %relu1 size 5 alpha 1.000000e-04 beta 7.500000e-01 k 1.000000e+00 :
  %lrn = stride.lrn "lrn1" %0 size 5 alpha 1.0e-4 beta 0.75 k 1.0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: %scale1 = stride.scale "scale1" %relu1 mean [1.000000e+00] std [2.000000e+00, 3.000000e+00
  %scale = stride.scale "scale1" %0 mean [1.0] std [2.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0] : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: %prelu1 = stride.prelu "prelu1" %relu1 shared true :
  %prelu = stride.prelu "prelu1" %0 shared true : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.tanh "tanh1" %leaky_relu1 :
  %3 = stride.tanh "tanh1" %2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.sigmoid "sigmoid1" %gate :
  %4 = stride.sigmoid "sigmoid1" %gate : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: %elu1 = stride.elu "elu1" %gate alpha 1.000000e+00 :
  %elu = stride.elu "elu1" %gate alpha 1.0 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: %hard_sigmoid1 = stride.hard_sigmoid "hard_sigmoid1" %elu1 alpha 2.000000e-01 beta 5.000000e-01 :
  %hs = stride.hard_sigmoid "hard_sigmoid1" %elu alpha 0.2 beta 0.5 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: %gelu1 = stride.gelu "gelu1" %hard_sigmoid1 : (tensor<8x1x1xf32>)
  %gelu = stride.gelu "gelu1" %hs : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: %gelu2 = stride.gelu "gelu2" %gelu1 approximate "tanh" :
  %gelu2 = stride.gelu "gelu2" %gelu approximate "tanh" : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: %clip1 = stride.clip "clip1" %gelu2 low -1.000000e+00 high 1.000000e+00 :
  %clip = stride.clip "clip1" %gelu2 low -1.0 high 1.0 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: stride.dropout "dropout1" %clip1 rate 5.000000e-01 :
  %drop = stride.dropout "dropout1" %clip rate 0.5 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  // CHECK: stride.mul "mul1" %sigmoid1, %tanh1 : (tensor<8x1x1xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %5 = stride.mul "mul1" %4, %3 : (tensor<8x1x1xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.add "add1" %mul1, %x : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %6 = stride.add "add1" %5, %x : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.sub "sub1" %add1, %x :
  %7 = stride.sub "sub1" %6, %x : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.batch_norm "bn1" %sub1 epsilon 1.000000e-03 :
  %8 = stride.batch_norm "bn1" %7 epsilon 1.0e-3 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  // CHECK: stride.concat "concat1" %bn1, %x : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<16x4x4xf32>
  %9 = stride.concat "concat1" %8, %x : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<16x4x4xf32>
  // CHECK: stride.crop "crop1" %concat1 top 1 right 2 : (tensor<16x4x4xf32>) -> tensor<16x3x2xf32>
  %10 = stride.crop "crop1" %9 top 1 right 2 : (tensor<16x4x4xf32>) -> tensor<16x3x2xf32>
  // CHECK: stride.pixel_shuffle "up" %crop1 factor 2 : (tensor<16x3x2xf32>) -> tensor<4x6x4xf32>
  %11 = stride.pixel_shuffle "up" %10 factor 2 : (tensor<16x3x2xf32>) -> tensor<4x6x4xf32>
  // CHECK: stride.flatten "flatten1" %up : (tensor<4x6x4xf32>) -> tensor<96x1x1xf32>
  %12 = stride.flatten "flatten1" %11 : (tensor<4x6x4xf32>) -> tensor<96x1x1xf32>
  // CHECK: stride.softmax "softmax1" %flatten1 :
  %13 = stride.softmax "softmax1" %12 : (tensor<96x1x1xf32>) -> tensor<96x1x1xf32>
  stride.return %13 : tensor<96x1x1xf32>
}

// CHECK-LABEL: stride.network @bytes("frame" %frame: tensor<3x4x4xf32>, "x" %x: tensor<3x4x4xf32>) -> ("y") {
// CHECK: } {input_formats = ["u8 hwc", "f32"]}
stride.network @bytes("frame" %frame: tensor<3x4x4xf32>, "x" %x: tensor<3x4x4xf32>) -> ("y") {
  %0 = stride.add "add1" %frame, %x : (tensor<3x4x4xf32>, tensor<3x4x4xf32>) -> tensor<3x4x4xf32>
  stride.return %0 : tensor<3x4x4xf32>
} {input_formats = ["u8 hwc", "f32"]}
