// All passes together on a small network.
// RUN: %opt %s --to-plan=target=x86-64-avx512 | %check %s

// CHECK-LABEL: plan.network @net target "x86-64-avx512" arena 295936 {
// CHECK-NEXT: %image = plan.input 0 "image" : <3x32x32>
// CHECK-NEXT: %scores = plan.output 0 "scores" : <10x1x1>
// CHECK-NEXT: %image_0 = plan.buffer "image" at 147968 : <3x32x32 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %image_0
// CHECK-NEXT: plan.kernel elementwise(%image) -> %image_0 layers []
// CHECK-NEXT: %relu1 = plan.buffer "relu1" at 0 : <32x32x32 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %relu1
// CHECK-NEXT: plan.kernel conv(%image_0) -> %relu1 window <3x3 pad 1x1x1x1> then relu weights <"conv1.weight", norm "bn1" epsilon 1.000000e-05> layers ["conv1", "bn1", "relu1"] macs 884736
// CHECK-NEXT: %relu2 = plan.buffer "relu2" at 147968 : <32x32x32 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %relu2
// CHECK-NEXT: plan.kernel conv(%relu1) -> %relu2 window <3x3 pad 1x1x1x1> then relu weights <"conv2.weight", bias "conv2.bias"> layers ["conv2", "relu2"] macs 9437184
// CHECK-NEXT: plan.kernel conv(%relu2, %relu1) -> %relu1 window <3x3 pad 1x1x1x1> then add 1, relu weights <"conv3.weight", bias "conv3.bias"> in_place 1 layers ["conv3", "add1", "relu3"] macs 9437184
// CHECK-NEXT: %pool1 = plan.buffer "pool1" at 147968 : <64x16x16 block 16 pitch 16x257>
// CHECK-NEXT: plan.kernel conv(%relu1) -> %pool1 window <3x3 pad 1x1x1x1> then relu pool <max 2x2 stride 2x2> weights <"conv4.weight", bias "conv4.bias"> layers ["conv4", "relu4", "pool1"] macs 18874368
// CHECK-NEXT: %dense1 = plan.buffer "dense1" at 0 : <10x1x1>
// CHECK-NEXT: plan.kernel dense(%pool1) -> %dense1 weights <"dense1.weight", bias "dense1.bias"> layers ["dense1"] macs 163840
// CHECK-NEXT: plan.kernel softmax(%dense1) -> %scores layers ["softmax1"]
// CHECK-NEXT: }
stride.network @net("image" %image: tensor<3x32x32xf32>) -> ("scores") {
  %conv1 = stride.conv "conv1" %image filters 32 window 3x3 pad 1x1x1x1 bias false : (tensor<3x32x32xf32>) -> tensor<32x32x32xf32>
  %bn1 = stride.batch_norm "bn1" %conv1 epsilon 1.0e-5 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %relu1 = stride.relu "relu1" %bn1 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %conv2 = stride.conv "conv2" %relu1 filters 32 window 3x3 pad 1x1x1x1 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %relu2 = stride.relu "relu2" %conv2 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %conv3 = stride.conv "conv3" %relu2 filters 32 window 3x3 pad 1x1x1x1 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %add1 = stride.add "add1" %conv3, %relu1 : (tensor<32x32x32xf32>, tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %relu3 = stride.relu "relu3" %add1 : (tensor<32x32x32xf32>) -> tensor<32x32x32xf32>
  %conv4 = stride.conv "conv4" %relu3 filters 64 window 3x3 pad 1x1x1x1 : (tensor<32x32x32xf32>) -> tensor<64x32x32xf32>
  %relu4 = stride.relu "relu4" %conv4 : (tensor<64x32x32xf32>) -> tensor<64x32x32xf32>
  %pool1 = stride.max_pool "pool1" %relu4 window 2x2 stride 2x2 : (tensor<64x32x32xf32>) -> tensor<64x16x16xf32>
  %flatten1 = stride.flatten "flatten1" %pool1 : (tensor<64x16x16xf32>) -> tensor<16384x1x1xf32>
  %dense1 = stride.dense "dense1" %flatten1 outputs 10 : (tensor<16384x1x1xf32>) -> tensor<10x1x1xf32>
  %softmax1 = stride.softmax "softmax1" %dense1 : (tensor<10x1x1xf32>) -> tensor<10x1x1xf32>
  stride.return %softmax1 : tensor<10x1x1xf32>
}
