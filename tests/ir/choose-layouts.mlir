// Where values live, and which copies that takes.
// RUN: %opt %s --choose-layouts=target=x86-64-avx512 | %check %s

// CHECK-LABEL: plan.network @chain target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x8x8>
// CHECK-NEXT: %wide = plan.input 1 "wide" : <16x8x8>
// CHECK-NEXT: %y = plan.output 0 "y" : <16x8x8>
// CHECK-NEXT: %z = plan.output 1 "z" : <3x8x8>
// CHECK-NEXT: %x_0 = plan.buffer "x" : <3x8x8 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel elementwise(%x) -> %x_0 layers []
// CHECK-NEXT: %conv1 = plan.buffer "conv1" : <16x8x8 block 16 halo 2x2x0x2>
// CHECK-NEXT: plan.kernel conv(%x_0) -> %conv1 window <3x3 pad 1x1x1x1> weights <"conv1.weight"> layers ["conv1"]
// CHECK-NEXT: %conv2 = plan.buffer "conv2" : <20x8x8 block 16 pitch 8x65>
// CHECK-NEXT: plan.kernel conv(%conv1) -> %conv2 window <3x5 pad 2x2x0x2> weights <"conv2.weight"> layers ["conv2"]
// CHECK-NEXT: %conv3 = plan.buffer "conv3" : <16x8x8 block 16>
// CHECK-NEXT: plan.kernel conv(%conv2) -> %conv3 window <1x1> weights <"conv3.weight"> layers ["conv3"]
// CHECK-NEXT: plan.kernel conv(%wide, %conv3) -> %y window <1x1> then add 1 weights <"conv4.weight"> layers ["conv4", "add1"]
// CHECK-NEXT: plan.kernel elementwise(%x_0) -> %z then relu layers ["relu1"]
// CHECK-NEXT: }
stride.network @chain("x" %x: tensor<3x8x8xf32>, "wide" %wide: tensor<16x8x8xf32>) -> ("y", "z") {
  %0 = plan.group conv(%x) window <3x3 pad 1x1x1x1> weights <"conv1.weight"> layers ["conv1"] : (tensor<3x8x8xf32>) -> tensor<16x8x8xf32>
  %1 = plan.group conv(%0) window <3x5 pad 2x2x0x2> weights <"conv2.weight"> layers ["conv2"] : (tensor<16x8x8xf32>) -> tensor<20x8x8xf32>
  %2 = plan.group conv(%1) window <1x1> weights <"conv3.weight"> layers ["conv3"] : (tensor<20x8x8xf32>) -> tensor<16x8x8xf32>
  %3 = plan.group conv(%wide, %2) window <1x1> then add 1 weights <"conv4.weight"> layers ["conv4", "add1"] : (tensor<16x8x8xf32>, tensor<16x8x8xf32>) -> tensor<16x8x8xf32>
  %4 = plan.group elementwise(%x) then relu layers ["relu1"] : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  stride.return %3, %4 : tensor<16x8x8xf32>, tensor<3x8x8xf32>
}

// Rows of 64 pixels of 64 bytes would be 4 KB apart.
// CHECK-LABEL: plan.network @pitch target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x64x64>
// CHECK-NEXT: %y = plan.output 0 "y" : <32x1x1>
// CHECK-NEXT: %conv1 = plan.buffer "conv1" : <32x64x64 block 16 pitch 65x4161>
// CHECK-NEXT: plan.kernel conv(%x) -> %conv1 window <1x1> weights <"conv1.weight"> layers ["conv1"]
// CHECK-NEXT: plan.kernel global_avg_pool(%conv1) -> %y layers ["mean"]
// CHECK-NEXT: }
stride.network @pitch("x" %x: tensor<3x64x64xf32>) -> ("y") {
  %0 = plan.group conv(%x) window <1x1> weights <"conv1.weight"> layers ["conv1"] : (tensor<3x64x64xf32>) -> tensor<32x64x64xf32>
  %1 = plan.group global_avg_pool(%0) layers ["mean"] : (tensor<32x64x64xf32>) -> tensor<32x1x1xf32>
  stride.return %1 : tensor<32x1x1xf32>
}

// Parts on multiples of the vector are written into the buffer of the concat, which has the halo of all its readers.
// CHECK-LABEL: plan.network @concat target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x8x8>
// CHECK-NEXT: %y = plan.output 0 "y" : <16x1x1>
// CHECK-NEXT: %both = plan.buffer "both" : <40x8x8 block 16 halo 1x1x1x1>
// CHECK-NEXT: %a = plan.view "a" of %both at 0 : <16x8x8 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %b = plan.view "b" of %both at 6400 : <24x8x8 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel conv(%a) -> %b window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"]
// CHECK-NEXT: %c = plan.buffer "c" : <16x8x8 block 16>
// CHECK-NEXT: plan.kernel conv(%both) -> %c window <1x1> weights <"c.weight"> layers ["c"]
// CHECK-NEXT: plan.kernel global_avg_pool(%c) -> %y layers ["mean"]
// CHECK-NEXT: }
stride.network @concat("x" %x: tensor<3x8x8xf32>) -> ("y") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<16x8x8xf32>
  %1 = plan.group conv(%0) window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"] : (tensor<16x8x8xf32>) -> tensor<24x8x8xf32>
  %2 = stride.concat "both" %0, %1 : (tensor<16x8x8xf32>, tensor<24x8x8xf32>) -> tensor<40x8x8xf32>
  %3 = plan.group conv(%2) window <1x1> weights <"c.weight"> layers ["c"] : (tensor<40x8x8xf32>) -> tensor<16x8x8xf32>
  %4 = plan.group global_avg_pool(%3) layers ["mean"] : (tensor<16x8x8xf32>) -> tensor<16x1x1xf32>
  stride.return %4 : tensor<16x1x1xf32>
}

// Other parts meet in planar memory, from which a copy is made for a convolution.
// CHECK-LABEL: plan.network @uneven target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x8x8>
// CHECK-NEXT: %y = plan.output 0 "y" : <1x8x8>
// CHECK-NEXT: %all = plan.buffer "all" : <30x8x8>
// CHECK-NEXT: %both = plan.view "both" of %all at 0 : <27x8x8>
// CHECK-NEXT: %a = plan.view "a" of %both at 0 : <24x8x8>
// CHECK-NEXT: plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %x_0 = plan.view "x" of %both at 6144 : <3x8x8>
// CHECK-NEXT: plan.kernel elementwise(%x) -> %x_0 layers []
// CHECK-NEXT: %x_1 = plan.view "x" of %all at 6912 : <3x8x8>
// CHECK-NEXT: plan.kernel elementwise(%x) -> %x_1 layers []
// CHECK-NEXT: %all_2 = plan.buffer "all" : <30x8x8 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel elementwise(%all) -> %all_2 layers []
// CHECK-NEXT: plan.kernel conv(%all_2) -> %y window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"]
// CHECK-NEXT: }
stride.network @uneven("x" %x: tensor<3x8x8xf32>) -> ("y") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<24x8x8xf32>
  %1 = stride.concat "both" %0, %x : (tensor<24x8x8xf32>, tensor<3x8x8xf32>) -> tensor<27x8x8xf32>
  %2 = stride.concat "all" %1, %x : (tensor<27x8x8xf32>, tensor<3x8x8xf32>) -> tensor<30x8x8xf32>
  %3 = plan.group conv(%2) window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"] : (tensor<30x8x8xf32>) -> tensor<1x8x8xf32>
  stride.return %3 : tensor<1x8x8xf32>
}

// A crop is a view with a halo on the sides that it leaves; a reader that pads a side that was cut needs a copy.
// CHECK-LABEL: plan.network @crops target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x8x8>
// CHECK-NEXT: %a = plan.output 0 "a" : <16x7x6>
// CHECK-NEXT: %b = plan.output 1 "b" : <16x6x6>
// CHECK-NEXT: %c = plan.output 2 "c" : <3x6x8>
// CHECK-NEXT: %a_0 = plan.buffer "a" : <16x8x8 block 16 halo 1x1x0x0>
// CHECK-NEXT: plan.kernel conv(%x) -> %a_0 window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %trim = plan.view "trim" of %a_0 at 0 : <16x7x6 block 16 halo 1x1x0x0 pitch 9x81>
// CHECK-NEXT: plan.kernel conv(%trim) -> %a window <2x2 pad 1x1x0x0> weights <"b.weight"> layers ["b"]
// CHECK-NEXT: %inner = plan.buffer "inner" : <16x6x6 block 16 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel crop(%a_0) -> %inner offset [0, 2, 2] layers ["inner"]
// CHECK-NEXT: plan.kernel conv(%inner) -> %b window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"]
// CHECK-NEXT: plan.kernel crop(%x) -> %c offset [0, 1, 0] layers ["border"]
// CHECK-NEXT: }
stride.network @crops("x" %x: tensor<3x8x8xf32>) -> ("a", "b", "c") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<16x8x8xf32>
  %1 = stride.crop "trim" %0 bottom 1 right 2 : (tensor<16x8x8xf32>) -> tensor<16x7x6xf32>
  %2 = plan.group conv(%1) window <2x2 pad 1x1x0x0> weights <"b.weight"> layers ["b"] : (tensor<16x7x6xf32>) -> tensor<16x7x6xf32>
  %3 = stride.crop "inner" %0 top 2 left 2 : (tensor<16x8x8xf32>) -> tensor<16x6x6xf32>
  %4 = plan.group conv(%3) window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"] : (tensor<16x6x6xf32>) -> tensor<16x6x6xf32>
  %5 = stride.crop "border" %x top 1 bottom 1 : (tensor<3x8x8xf32>) -> tensor<3x6x8xf32>
  stride.return %2, %4, %5 : tensor<16x7x6xf32>, tensor<16x6x6xf32>, tensor<3x6x8xf32>
}

// A flatten is the same memory where the image is planar and nobody else reads it.
// CHECK-LABEL: plan.network @flatten target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <16x4x4>
// CHECK-NEXT: %a = plan.output 0 "a" : <64x1x1>
// CHECK-NEXT: %b = plan.output 1 "b" : <256x1x1>
// CHECK-NEXT: %c = plan.output 2 "c" : <16x2x2>
// CHECK-NEXT: %x_0 = plan.buffer "x" : <16x4x4 block 16>
// CHECK-NEXT: plan.kernel elementwise(%x) -> %x_0 layers []
// CHECK-NEXT: %pool1 = plan.buffer "pool1" : <16x2x2 block 16>
// CHECK-NEXT: plan.kernel max_pool(%x_0) -> %pool1 window <2x2 stride 2x2> layers ["pool1"]
// CHECK-NEXT: %flatten1 = plan.buffer "flatten1" : <64x1x1>
// CHECK-NEXT: %pool1_1 = plan.view "pool1" of %flatten1 at 0 : <16x2x2>
// CHECK-NEXT: plan.kernel elementwise(%pool1) -> %pool1_1 layers []
// CHECK-NEXT: plan.kernel elementwise(%flatten1) -> %a then tanh layers ["tanh1"]
// CHECK-NEXT: %flatten2 = plan.view "flatten2" of %x at 0 : <256x1x1>
// CHECK-NEXT: plan.kernel elementwise(%flatten2) -> %b then relu layers ["relu1"]
// CHECK-NEXT: plan.kernel elementwise(%pool1) -> %c then relu layers ["relu2"]
// CHECK-NEXT: }
stride.network @flatten("x" %x: tensor<16x4x4xf32>) -> ("a", "b", "c") {
  %0 = plan.group max_pool(%x) window <2x2 stride 2x2> layers ["pool1"] : (tensor<16x4x4xf32>) -> tensor<16x2x2xf32>
  %1 = stride.flatten "flatten1" %0 : (tensor<16x2x2xf32>) -> tensor<64x1x1xf32>
  %2 = plan.group elementwise(%1) then tanh layers ["tanh1"] : (tensor<64x1x1xf32>) -> tensor<64x1x1xf32>
  %3 = stride.flatten "flatten2" %x : (tensor<16x4x4xf32>) -> tensor<256x1x1xf32>
  %4 = plan.group elementwise(%3) then relu layers ["relu1"] : (tensor<256x1x1xf32>) -> tensor<256x1x1xf32>
  %5 = plan.group elementwise(%0) then relu layers ["relu2"] : (tensor<16x2x2xf32>) -> tensor<16x2x2xf32>
  stride.return %2, %4, %5 : tensor<64x1x1xf32>, tensor<256x1x1xf32>, tensor<16x2x2xf32>
}

// Outputs that are inputs, or returned twice, are copied.
// CHECK-LABEL: plan.network @returns target "x86-64-avx512" {
// CHECK-NEXT: %x = plan.input 0 "x" : <3x8x8>
// CHECK-NEXT: %a = plan.output 0 "a" : <3x8x8>
// CHECK-NEXT: %b = plan.output 1 "b" : <3x8x8>
// CHECK-NEXT: %c = plan.output 2 "c" : <3x8x8>
// CHECK-NEXT: plan.kernel elementwise(%x) -> %a then relu layers ["relu1"]
// CHECK-NEXT: plan.kernel elementwise(%x) -> %b layers []
// CHECK-NEXT: plan.kernel elementwise(%a) -> %c layers []
// CHECK-NEXT: }
stride.network @returns("x" %x: tensor<3x8x8xf32>) -> ("a", "b", "c") {
  %0 = plan.group elementwise(%x) then relu layers ["relu1"] : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  stride.return %0, %x, %0 : tensor<3x8x8xf32>, tensor<3x8x8xf32>, tensor<3x8x8xf32>
}

// A slice of whole blocks is a view, with the halo that its readers ask for; one that begins inside a block is a copy.
// Planes of the user's memory may begin anywhere.
// CHECK-LABEL: plan.network @slices
// CHECK: %wide = plan.buffer "wide" : <48x4x4 block 16 halo 1x1x1x1>
// CHECK: %half = plan.view "half" of %wide at {{[0-9]+}} : <32x4x4 block 16 halo 1x1x1x1>
// CHECK: plan.kernel crop(%wide) -> %odd offset [3, 0, 0] layers ["odd"]
// CHECK: %planes = plan.view "planes" of %x at 192 : <5x4x4>
stride.network @slices("x" %x: tensor<8x4x4xf32>) -> ("a", "b", "c") {
  %0 = plan.group conv(%x) weights <"wide.weight"> layers ["wide"] : (tensor<8x4x4xf32>) -> tensor<48x4x4xf32>
  %1 = stride.slice "half" %0 channels [16, 48] : (tensor<48x4x4xf32>) -> tensor<32x4x4xf32>
  %2 = plan.group conv(%1) window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"] : (tensor<32x4x4xf32>) -> tensor<8x4x4xf32>
  %3 = stride.slice "odd" %0 channels [3, 48] : (tensor<48x4x4xf32>) -> tensor<45x4x4xf32>
  %4 = plan.group elementwise(%3) then relu layers ["r"] : (tensor<45x4x4xf32>) -> tensor<45x4x4xf32>
  %5 = stride.slice "planes" %x channels [3, 8] : (tensor<8x4x4xf32>) -> tensor<5x4x4xf32>
  %6 = plan.group elementwise(%5) then relu layers ["s"] : (tensor<5x4x4xf32>) -> tensor<5x4x4xf32>
  stride.return %2, %4, %6 : tensor<8x4x4xf32>, tensor<45x4x4xf32>, tensor<5x4x4xf32>
}

// A convolution reads a camera's bytes as they are, padding or not, also of a part of the frame; what needs zeros or
// blocks in memory gets fp32.
// CHECK-LABEL: plan.network @bytes
// CHECK: %frame = plan.input 0 "frame" : <3x8x8 block 3 u8>
// CHECK: plan.kernel conv(%frame) -> %a window <3x3 pad 1x1x1x1>
// CHECK: %inner = plan.view "inner" of %frame at 27 : <3x7x7 block 3 pitch 8x64 u8>
// CHECK: plan.kernel conv(%inner) -> %b window <3x3 pad 1x1x1x1>
// CHECK: %[[floats:.*]] = plan.buffer "frame" : <3x8x8 halo 1x1x1x1>
// CHECK: plan.kernel elementwise(%frame) -> %[[floats]] layers []
// CHECK: plan.kernel depthwise_conv(%[[floats]]) -> %c
// CHECK: plan.kernel elementwise(%[[floats]]) -> %d then relu
stride.network @bytes("frame" %x: tensor<3x8x8xf32>) -> ("a", "b", "c", "d") {
  %0 = plan.group conv(%x) window <3x3 pad 1x1x1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<4x8x8xf32>
  %1 = stride.crop "inner" %x top 1 left 1 : (tensor<3x8x8xf32>) -> tensor<3x7x7xf32>
  %2 = plan.group conv(%1) window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"] : (tensor<3x7x7xf32>) -> tensor<4x7x7xf32>
  %3 = plan.group depthwise_conv(%x) window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"] : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  %4 = plan.group elementwise(%x) then relu layers ["d"] : (tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  stride.return %0, %2, %3, %4 : tensor<4x8x8xf32>, tensor<4x7x7xf32>, tensor<3x8x8xf32>, tensor<3x8x8xf32>
} {input_formats = ["u8 hwc"]}

// Below a pool a tile would widen the rows of its neighbours again, so that a copy is better; but only a convolution of
// bytes pads with other numbers than zero.
// CHECK-LABEL: plan.network @pooled_bytes
// CHECK: %[[floats:.*]] = plan.buffer "frame" : <3x8x8 halo 1x1x1x1>
// CHECK: plan.kernel elementwise(%frame) -> %[[floats]] layers []
// CHECK: plan.kernel conv(%[[floats]]) -> %a window <3x3 pad 1x1x1x1> pool
// CHECK: plan.kernel conv(%frame) -> %b window <3x3 pad 1x1x1x1> padding [1.000000e+00] pool
stride.network @pooled_bytes("frame" %x: tensor<3x8x8xf32>) -> ("a", "b") {
  %0 = plan.group conv(%x) window <3x3 pad 1x1x1x1> pool <max 2x2 stride 2x2> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<4x4x4xf32>
  %1 = plan.group conv(%x) window <3x3 pad 1x1x1x1> padding [1.0] pool <max 2x2 stride 2x2> weights <"b.weight"> layers ["b"] : (tensor<3x8x8xf32>) -> tensor<4x4x4xf32>
  stride.return %0, %1 : tensor<4x4x4xf32>, tensor<4x4x4xf32>
} {input_formats = ["u8 hwc"]}

// A wide 3x3 convolution at the end is computed in blocks, where Winograd's algorithm can have it, and copied; a narrow
// one and one with a stride go to the caller's planes at once.
// CHECK-LABEL: plan.network @wide_end
// CHECK: %a = plan.buffer "a" : <32x8x8 block 16 halo 1x1x1x1>
// CHECK: %[[blocks:.*]] = plan.buffer "b" : <32x8x8 block 16
// CHECK: plan.kernel conv(%a) -> %[[blocks]] window <3x3 pad 1x1x1x1>
// CHECK: plan.kernel conv(%a) -> %c window <3x3 pad 1x1x1x1>
// CHECK: plan.kernel conv(%a) -> %d window <3x3 stride 2x2 pad 1x1x0x0>
// CHECK: plan.kernel elementwise(%[[blocks]]) -> %b layers []
stride.network @wide_end("x" %x: tensor<3x8x8xf32>) -> ("b", "c", "d") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<32x8x8xf32>
  %1 = plan.group conv(%0) window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"] : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
  %2 = plan.group conv(%0) window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"] : (tensor<32x8x8xf32>) -> tensor<4x8x8xf32>
  %3 = plan.group conv(%0) window <3x3 stride 2x2 pad 1x1x0x0> weights <"d.weight"> layers ["d"] : (tensor<32x8x8xf32>) -> tensor<32x4x4xf32>
  stride.return %1, %2, %3 : tensor<32x8x8xf32>, tensor<4x8x8xf32>, tensor<32x4x4xf32>
}

// So is one of a single row of taps, but none of a single tap.
// CHECK-LABEL: plan.network @line_end
// CHECK: plan.kernel conv(%a) -> %[[blocks:.*]] window <1x7 pad 0x3x0x3>
// CHECK: plan.kernel conv(%a) -> %c window <1x1>
// CHECK: plan.kernel elementwise(%[[blocks]]) -> %b layers []
stride.network @line_end("x" %x: tensor<3x8x8xf32>) -> ("b", "c") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<512x8x8xf32>
  %1 = plan.group conv(%0) window <1x7 pad 0x3x0x3> weights <"b.weight"> layers ["b"] : (tensor<512x8x8xf32>) -> tensor<32x8x8xf32>
  %2 = plan.group conv(%0) window <1x1> weights <"c.weight"> layers ["c"] : (tensor<512x8x8xf32>) -> tensor<32x8x8xf32>
  stride.return %1, %2 : tensor<32x8x8xf32>, tensor<32x8x8xf32>
}

// Parts of 20 channels do not begin with blocks of 16: the whole lies in planes, and so does what is shuffled of it; its
// parts are views, which 1x1 convolutions read as they are.
// CHECK-LABEL: plan.network @shuffled
// CHECK: %whole = plan.buffer "whole" : <40x8x8>
// CHECK: %mixed = plan.buffer "mixed" : <40x8x8>
// CHECK-NEXT: plan.kernel channel_shuffle(%whole) -> %mixed groups 2 layers ["mixed"]
// CHECK: %worked = plan.view "worked" of %mixed at 5120 : <20x8x8>
// CHECK: plan.kernel conv(%worked) -> %c window <1x1>
// CHECK-NOT: elementwise
stride.network @shuffled("x" %x: tensor<3x8x8xf32>) -> ("c") {
  %0 = plan.group conv(%x) window <1x1> weights <"a.weight"> layers ["a"] : (tensor<3x8x8xf32>) -> tensor<20x8x8xf32>
  %1 = plan.group conv(%x) window <1x1> weights <"b.weight"> layers ["b"] : (tensor<3x8x8xf32>) -> tensor<20x8x8xf32>
  %2 = stride.concat "whole" %0, %1 : (tensor<20x8x8xf32>, tensor<20x8x8xf32>) -> tensor<40x8x8xf32>
  %3 = plan.group channel_shuffle(%2) groups 2 layers ["mixed"] : (tensor<40x8x8xf32>) -> tensor<40x8x8xf32>
  %4 = stride.slice "worked" %3 channels [20, 40] : (tensor<40x8x8xf32>) -> tensor<20x8x8xf32>
  %5 = plan.group conv(%4) window <1x1> weights <"c.weight"> layers ["c"] : (tensor<20x8x8xf32>) -> tensor<5x8x8xf32>
  stride.return %5 : tensor<5x8x8xf32>
}
