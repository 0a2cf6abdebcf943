// Which layers one kernel computes.
// RUN: %opt %s --fuse-groups | %check %s

// The sum goes to the convolution that comes first, though the other branch and the ReLU read on.
// CHECK-LABEL: stride.network @residual("x" %x: tensor<8x8x8xf32>) -> ("y") {
// CHECK-NEXT: %relu1 = plan.group elementwise(%x) then relu layers ["relu1"] : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: %leaky_relu1 = plan.group conv(%relu1, %relu1) window <3x3 pad 1x1x1x1> then reverse_sub 1, leaky_relu 1.000000e-01 weights <"conv1.weight", bias "conv1.bias", norm "bn1" epsilon 1.000000e-05> layers ["conv1", "bn1", "sub1", "leaky_relu1"] macs 36864 : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: stride.return %leaky_relu1 : tensor<8x8x8xf32>
// CHECK-NEXT: }
stride.network @residual("x" %x: tensor<8x8x8xf32>) -> ("y") {
  %0 = stride.relu "relu1" %x : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %1 = stride.conv "conv1" %0 filters 8 window 3x3 pad 1x1x1x1 norm <"bn1" epsilon 1.0e-5> : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %2 = stride.sub "sub1" %0, %1 : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %3 = stride.leaky_relu "leaky_relu1" %2 slope 0.1 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  stride.return %3 : tensor<8x8x8xf32>
}

// Elementwise layers go to the convolution even where their own chain comes first.
// CHECK-LABEL: stride.network @late_conv("x" %x: tensor<8x8x8xf32>, "z" %z: tensor<8x8x8xf32>) -> ("y") {
// CHECK-NEXT: %tanh1 = plan.group elementwise(%z) then tanh layers ["tanh1"] : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: %add1 = plan.group conv(%x, %tanh1) window <1x1> then add 1 weights <"conv1.weight", bias "conv1.bias"> layers ["conv1", "add1"] macs 4096 : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: stride.return %add1 : tensor<8x8x8xf32>
// CHECK-NEXT: }
stride.network @late_conv("x" %x: tensor<8x8x8xf32>, "z" %z: tensor<8x8x8xf32>) -> ("y") {
  %0 = stride.tanh "tanh1" %z : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %1 = stride.conv "conv1" %x filters 8 window 1x1 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %2 = stride.add "add1" %0, %1 : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  stride.return %2 : tensor<8x8x8xf32>
}

// Small pools that do not overlap fuse; others, and anything behind a fused one, do not.
// CHECK-LABEL: stride.network @pools("x" %x: tensor<3x10x10xf32>) -> ("a", "b") {
// CHECK-NEXT: %pool1 = plan.group conv(%x) window <3x3> then relu pool <max 2x2 stride 2x2> weights <"conv1.weight", bias "conv1.bias"> layers ["conv1", "relu1", "pool1"] macs 13824 : (tensor<3x10x10xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %sigmoid1 = plan.group elementwise(%pool1) then sigmoid layers ["sigmoid1"] : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %conv2 = plan.group conv(%x) window <2x2> weights <"conv2.weight", bias "conv2.bias"> layers ["conv2"] macs 7776 : (tensor<3x10x10xf32>) -> tensor<8x9x9xf32>
// CHECK-NEXT: %pool2 = plan.group max_pool(%conv2) window <3x3 stride 2x2> layers ["pool2"] : (tensor<8x9x9xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: stride.return %sigmoid1, %pool2 : tensor<8x4x4xf32>, tensor<8x4x4xf32>
// CHECK-NEXT: }
stride.network @pools("x" %x: tensor<3x10x10xf32>) -> ("a", "b") {
  %0 = stride.conv "conv1" %x filters 8 window 3x3 : (tensor<3x10x10xf32>) -> tensor<8x8x8xf32>
  %1 = stride.relu "relu1" %0 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %2 = stride.max_pool "pool1" %1 window 2x2 stride 2x2 : (tensor<8x8x8xf32>) -> tensor<8x4x4xf32>
  %3 = stride.sigmoid "sigmoid1" %2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %4 = stride.conv "conv2" %x filters 8 window 2x2 : (tensor<3x10x10xf32>) -> tensor<8x9x9xf32>
  %5 = stride.max_pool "pool2" %4 window 3x3 stride 2x2 : (tensor<8x9x9xf32>) -> tensor<8x4x4xf32>
  stride.return %3, %5 : tensor<8x4x4xf32>, tensor<8x4x4xf32>
}

// A value that is read twice ends its group.
// CHECK-LABEL: stride.network @two_readers("x" %x: tensor<8x8x8xf32>) -> ("a", "b") {
// CHECK-NEXT: %conv1 = plan.group conv(%x) window <1x1> weights <"conv1.weight", bias "conv1.bias"> layers ["conv1"] macs 4096 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: %relu1 = plan.group elementwise(%conv1) then relu layers ["relu1"] : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: %mul1 = plan.group elementwise(%relu1, %relu1) then mul 1 layers ["mul1"] : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: stride.return %conv1, %mul1 : tensor<8x8x8xf32>, tensor<8x8x8xf32>
// CHECK-NEXT: }
stride.network @two_readers("x" %x: tensor<8x8x8xf32>) -> ("a", "b") {
  %0 = stride.conv "conv1" %x filters 8 window 1x1 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %1 = stride.relu "relu1" %0 : (tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %2 = stride.mul "mul1" %1, %1 : (tensor<8x8x8xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  stride.return %0, %2 : tensor<8x8x8xf32>, tensor<8x8x8xf32>
}

// The large side of a product with a gate passes through the epilogue, not the gate.
// CHECK-LABEL: stride.network @gate("x" %x: tensor<8x8x8xf32>) -> ("y") {
// CHECK-NEXT: %mean = plan.group global_avg_pool(%x) layers ["mean"] : (tensor<8x8x8xf32>) -> tensor<8x1x1xf32>
// CHECK-NEXT: %gate = plan.group dense(%mean) then sigmoid weights <"dense1.weight", bias "dense1.bias"> layers ["dense1", "gate"] macs 64 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
// CHECK-NEXT: %sub1 = plan.group elementwise(%x, %gate) then mul 1, reverse_sub 1 layers ["mul1", "sub1"] : (tensor<8x8x8xf32>, tensor<8x1x1xf32>) -> tensor<8x8x8xf32>
// CHECK-NEXT: stride.return %sub1 : tensor<8x8x8xf32>
// CHECK-NEXT: }
stride.network @gate("x" %x: tensor<8x8x8xf32>) -> ("y") {
  %0 = stride.global_avg_pool "mean" %x : (tensor<8x8x8xf32>) -> tensor<8x1x1xf32>
  %1 = stride.dense "dense1" %0 outputs 8 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  %2 = stride.sigmoid "gate" %1 : (tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
  %3 = stride.mul "mul1" %2, %x : (tensor<8x1x1xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  %4 = stride.sub "sub1" %2, %3 : (tensor<8x1x1xf32>, tensor<8x8x8xf32>) -> tensor<8x8x8xf32>
  stride.return %4 : tensor<8x8x8xf32>
}

// Families: one group per channel is depthwise, a window over all of the input is dense, a normalisation is two
// steps with numbers of its own.
// CHECK-LABEL: stride.network @families("x" %x: tensor<8x6x6xf32>) -> ("y") {
// CHECK-NEXT: %conv1 = plan.group depthwise_conv(%x) window <3x3> weights <"conv1.weight", bias "conv1.bias"> layers ["conv1"] macs 2304 : (tensor<8x6x6xf32>) -> tensor<16x4x4xf32>
// CHECK-NEXT: %bn1 = plan.group avg_pool(%conv1) window <3x3 pad 1x1x1x1> count_padding then channel_scale 0, channel_shift 1 vectors scale "bn1" epsilon 1.000000e-05, shift "bn1" epsilon 1.000000e-05 layers ["pool1", "bn1"] : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
// CHECK-NEXT: %up = plan.group pixel_shuffle(%bn1) factor 2 layers ["up"] : (tensor<16x4x4xf32>) -> tensor<4x8x8xf32>
// CHECK-NEXT: %conv2 = plan.group dense(%up) weights <"conv2.weight", bias "conv2.bias"> layers ["conv2"] macs 2560 : (tensor<4x8x8xf32>) -> tensor<10x1x1xf32>
// CHECK-NEXT: %softmax1 = plan.group softmax(%conv2) layers ["softmax1"] : (tensor<10x1x1xf32>) -> tensor<10x1x1xf32>
// CHECK-NEXT: stride.return %softmax1 : tensor<10x1x1xf32>
// CHECK-NEXT: }
stride.network @families("x" %x: tensor<8x6x6xf32>) -> ("y") {
  %0 = stride.conv "conv1" %x filters 16 window 3x3 groups 8 : (tensor<8x6x6xf32>) -> tensor<16x4x4xf32>
  %1 = stride.avg_pool "pool1" %0 window 3x3 pad 1x1x1x1 border "zero" : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
  %2 = stride.batch_norm "bn1" %1 epsilon 1.0e-5 : (tensor<16x4x4xf32>) -> tensor<16x4x4xf32>
  %3 = stride.pixel_shuffle "up" %2 factor 2 : (tensor<16x4x4xf32>) -> tensor<4x8x8xf32>
  %4 = stride.conv "conv2" %3 filters 10 window 8x8 : (tensor<4x8x8xf32>) -> tensor<10x1x1xf32>
  %5 = stride.softmax "softmax1" %4 : (tensor<10x1x1xf32>) -> tensor<10x1x1xf32>
  stride.return %5 : tensor<10x1x1xf32>
}

// Slopes that were learned are vectors of the kernel.
// CHECK-LABEL: stride.network @slopes("x" %x: tensor<8x4x4xf32>) -> ("y") {
// CHECK-NEXT: %prelu1 = plan.group elementwise(%x) then prelu 0 vectors tensor "prelu1.weight" layers ["prelu1"] : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %prelu2 = plan.group conv(%prelu1, %prelu1) window <1x1> then prelu 0, add 1, prelu 1 weights <"conv1.weight", bias "conv1.bias"> vectors tensor "a.weight", tensor "prelu2.weight" layers ["conv1", "a", "add1", "prelu2"] macs 1024 : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: stride.return %prelu2 : tensor<8x4x4xf32>
// CHECK-NEXT: }
stride.network @slopes("x" %x: tensor<8x4x4xf32>) -> ("y") {
  %0 = stride.prelu "prelu1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %1 = stride.conv "conv1" %0 filters 8 window 1x1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %2 = stride.prelu "a" %1 shared true : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.add "add1" %2, %0 : (tensor<8x4x4xf32>, tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %4 = stride.prelu "prelu2" %3 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  stride.return %4 : tensor<8x4x4xf32>
}

// Long chains of activations are cut.
// CHECK-LABEL: stride.network @chain("x" %x: tensor<8x4x4xf32>) -> ("y") {
// CHECK-NEXT: %tanh1 = plan.group elementwise(%x) then mish, gelu, tanh layers ["mish1", "gelu1", "tanh1"] : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: %silu1 = plan.group elementwise(%tanh1) then silu layers ["silu1"] : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
// CHECK-NEXT: stride.return %silu1 : tensor<8x4x4xf32>
// CHECK-NEXT: }
stride.network @chain("x" %x: tensor<8x4x4xf32>) -> ("y") {
  %0 = stride.mish "mish1" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %1 = stride.gelu "gelu1" %0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %2 = stride.tanh "tanh1" %1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.silu "silu1" %2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
  stride.return %3 : tensor<8x4x4xf32>
}
