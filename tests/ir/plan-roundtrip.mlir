// The plan dialect prints as it parses.
// RUN: %opt %s | %opt | %check %s
// RUN: %opt %s --mlir-print-op-generic | %opt | %check %s

// CHECK-LABEL: plan.network @net target "x86-64-avx512" arena 65536 {
plan.network @net target "x86-64-avx512" arena 65536 {
  // CHECK: %image = plan.input 0 "image" : <3x16x16>
  %0 = plan.input 0 "image" : <3x16x16>
  // CHECK: %scores = plan.output 0 "scores" : <64x1x1>
  %1 = plan.output 0 "scores" : <64x1x1>
  // CHECK: %stage.0 = plan.buffer "stage.0" at 0 : <32x8x8 block 16 halo 2x1x0x3 pitch 13x200>
  %2 = plan.buffer "stage.0" at 0 : <32x8x8 block 16 halo 2x1x0x3 pitch 13x200>
  // CHECK: %part = plan.view "part" of %stage.0 at 12800 : <16x8x8 block 16 halo 2x1x0x3 pitch 13x200>
  %3 = plan.view "part" of %2 at 12800 : <16x8x8 block 16 halo 2x1x0x3 pitch 13x200>
  // CHECK: plan.zero_halo %stage.0
  plan.zero_halo %2
  // CHECK: plan.kernel conv(%image) -> %part window <2x2 stride 2x2> then relu6, leaky_relu 1.000000e-01, sigmoid weights <"conv1.weight", bias "conv1.bias", norm "bn1" epsilon 1.000000e-05> layers ["conv1", "bn1"] macs 12288
  plan.kernel conv(%0) -> %3 window <2x2 stride 2x2> then relu6, leaky_relu 0.1, sigmoid weights <"conv1.weight", bias "conv1.bias", norm "bn1" epsilon 1.0e-5> layers ["conv1", "bn1"] macs 12288
  // CHECK: %gate = plan.buffer "gate" : <16x1x1>
  %4 = plan.buffer "gate" : <16x1x1>
  // CHECK: plan.kernel global_avg_pool(%part) -> %gate layers ["mean"]
  plan.kernel global_avg_pool(%3) -> %4 layers ["mean"]
  // CHECK: plan.kernel elementwise(%part, %gate) -> %part then mul 1, reverse_sub 0, tanh in_place 0 layers ["mul1"]
  plan.kernel elementwise(%3, %4) -> %3 then mul 1, reverse_sub 0, tanh in_place 0 layers ["mul1"]
  // CHECK: %next = plan.buffer "next" at 128 : <16x3x3>
  %5 = plan.buffer "next" at 128 : <16x3x3>
  // CHECK: plan.kernel conv(%part, %gate) -> %next window <3x3> groups 4 then sub 1 pool <max 2x2 stride 2x2> weights <"c.weight"> layers ["c", "p"]
  plan.kernel conv(%3, %4) -> %5 window <3x3> groups 4 then sub 1 pool <max 2x2 stride 2x2> weights <"c.weight"> layers ["c", "p"]
  // CHECK: %next_0 = plan.buffer "next" : <16x3x3>
  %6 = plan.buffer "next" : <16x3x3>
  // CHECK: plan.kernel avg_pool(%next) -> %next_0 window <3x3 pad 1x1x1x1> count_padding layers ["a"]
  plan.kernel avg_pool(%5) -> %6 window <3x3 pad 1x1x1x1> count_padding layers ["a"]
  // CHECK: %up = plan.buffer "up" : <4x6x6>
  %7 = plan.buffer "up" : <4x6x6>
  // CHECK: plan.kernel pixel_shuffle(%next_0) -> %up factor 2 layers ["up"]
  plan.kernel pixel_shuffle(%6) -> %7 factor 2 layers ["up"]
  // CHECK: %inner = plan.buffer "inner" : <4x4x4>
  %8 = plan.buffer "inner" : <4x4x4>
  // CHECK: plan.kernel crop(%up) -> %inner offset [0, 1, 2] layers ["inner"]
  plan.kernel crop(%7) -> %8 offset [0, 1, 2] layers ["inner"]
  // CHECK: plan.kernel elementwise(%inner) -> %inner_1 then channel_shift 0, channel_scale 1, prelu 2 vectors values [1.000000e+00, -2.500000e+00, 0.000000e+00, 4.000000e+00], scale "bn2" epsilon 1.000000e-03, tensor "p.weight" layers ["scale1", "bn2", "p"]
  %9 = plan.buffer "inner" : <4x4x4>
  plan.kernel elementwise(%8) -> %9 then channel_shift 0, channel_scale 1, prelu 2 vectors values [1.0, -2.5, 0.0, 4.0], scale "bn2" epsilon 1.0e-3, tensor "p.weight" layers ["scale1", "bn2", "p"]
  // CHECK: %flat = plan.view "flat" of %inner_1 at 0 : <64x1x1>
  %10 = plan.view "flat" of %9 at 0 : <64x1x1>
  // CHECK: plan.kernel softmax(%flat) -> %scores layers ["softmax1"]
  plan.kernel softmax(%10) -> %1 layers ["softmax1"]
}

// CHECK-LABEL: stride.network @groups
stride.network @groups("x" %x: tensor<8x4x4xf32>, "s" %s: tensor<8x1x1xf32>) -> ("y") {
  // CHECK: %conv1 = plan.group conv(%x, %s) window <1x1> then add 1, relu pool <avg count_padding 2x2 stride 2x2> weights <"conv1.weight"> layers ["conv1"] macs 1024 : (tensor<8x4x4xf32>, tensor<8x1x1xf32>) -> tensor<8x2x2xf32>
  %0 = plan.group conv(%x, %s) window <1x1> then add 1, relu pool <avg count_padding 2x2 stride 2x2> weights <"conv1.weight"> layers ["conv1"] macs 1024 : (tensor<8x4x4xf32>, tensor<8x1x1xf32>) -> tensor<8x2x2xf32>
  stride.return %0 : tensor<8x2x2xf32>
}
