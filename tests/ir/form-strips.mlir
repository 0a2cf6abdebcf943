// Chains of kernels become loops over strips.
// RUN: %opt %s --form-strips=rows=4 | %check %s
// RUN: %opt %s --form-strips | %check --check-prefix=NEVER %s

// NEVER-NOT: plan.strips

// The convolution is two rows behind what it reads: the buffer between them holds a strip and two rows more.
// CHECK-LABEL: plan.network @chain
// CHECK-NEXT: %x = plan.input 0 "x" : <8x16x5>
// CHECK-NEXT: %y = plan.output 0 "y" : <8x14x5>
// CHECK-NEXT: %a = plan.buffer "a" : <8x6x5 block 8 halo 0x1x0x1>
// CHECK-NEXT: plan.clear %a
// CHECK-NEXT: plan.strips 4 because "4 rows at a time: 1.3 KiB between the layers instead of 3.5 KiB" {
// CHECK-NEXT: plan.slide %a by 4 turns [1, 4]
// CHECK-NEXT: %[[X:.*]] = plan.view "x" of %x at 0 advance 80 : <8x4x5 pitch 5x80>
// CHECK-NEXT: %[[A:.*]] = plan.view "a" of %a at 448 : <8x4x5 block 8 halo 0x1x0x1 pitch 7x42>
// CHECK-NEXT: plan.kernel elementwise(%[[X]]) -> %[[A]] turns [0, 4] layers []
// CHECK-NEXT: %[[ALL:.*]] = plan.view "a" of %a at 0 : <8x6x5 block 8 halo 0x1x0x1>
// CHECK-NEXT: %[[Y:.*]] = plan.view "y" of %y at 40 advance 80 : <8x4x5 pitch 5x70>
// CHECK-NEXT: plan.kernel conv(%[[ALL]]) -> %[[Y]] turns [1, 4] window <3x3 pad 0x1x0x1> weights <"c.weight"> layers ["c"] macs 100
// The first strip has no rows above it, so it is shorter.
// CHECK: %[[FIRST:.*]] = plan.view "y" of %y at 0 advance 80 : <8x2x5 pitch 5x70>
// CHECK-NEXT: plan.kernel conv({{.*}}) -> %[[FIRST]] turns [0, 1] window <3x3 pad 0x1x0x1> weights <"c.weight"> layers ["c"]
plan.network @chain target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x16x5>
  %y = plan.output 0 "y" : <8x14x5>
  %a = plan.buffer "a" : <8x16x5 block 8 halo 0x1x0x1 pitch 7x112>
  plan.kernel elementwise(%x) -> %a layers []
  plan.kernel conv(%a) -> %y window <3x3 pad 0x1x0x1> weights <"c.weight"> layers ["c"] macs 100
}

// Somebody else reads what is between the kernels: it stays an image, and nothing is gained.
// CHECK-LABEL: plan.network @read_later
// CHECK-NOT: plan.strips
plan.network @read_later target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x16x5>
  %y = plan.output 0 "y" : <8x16x5>
  %z = plan.output 1 "z" : <8x1x1>
  %a = plan.buffer "a" : <8x16x5 block 8>
  plan.kernel elementwise(%x) -> %a layers []
  plan.kernel elementwise(%a) -> %y then relu layers ["relu1"]
  plan.kernel global_avg_pool(%a) -> %z layers ["mean"]
}

// Bilinear upsampling knows rows by their number.
// CHECK-LABEL: plan.network @by_number
// CHECK-NOT: plan.strips
plan.network @by_number target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x16x5>
  %y = plan.output 0 "y" : <8x32x10>
  %a = plan.buffer "a" : <8x16x5 block 8>
  plan.kernel elementwise(%x) -> %a layers []
  plan.kernel upsample_bilinear(%a) -> %y window <2x2 stride 2x2> layers ["up"]
}

// Seven rows are no two strips of four.
// CHECK-LABEL: plan.network @too_low
// CHECK-NOT: plan.strips
plan.network @too_low target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x7x5>
  %y = plan.output 0 "y" : <8x7x5>
  %a = plan.buffer "a" : <8x7x5 block 8>
  plan.kernel elementwise(%x) -> %a layers []
  plan.kernel elementwise(%a) -> %y then relu layers ["relu1"]
}
