// Pools leave the epilogue of a convolution for a kernel of their own.
// RUN: %opt %s --split-pools=always | %check %s
// RUN: %opt %s --split-pools | %check --check-prefix=NEVER %s

// NEVER-NOT: kernel max_pool

// The convolution keeps its steps and its operands; the buffer in between has no halo, which pools do not read.
// CHECK-LABEL: plan.network @pooled
// CHECK: %relu1 = plan.buffer "relu1" : <8x6x10 block 8>
// CHECK-NEXT: plan.kernel conv(%x, %skip) -> %relu1 window <3x3 pad 1x1x1x1> then add 1, relu weights <"c.weight"> layers ["c", "add1", "relu1"] macs 100
// CHECK-NEXT: plan.kernel max_pool(%relu1) -> %y window <2x2 stride 2x2> layers ["max_pool1"]
// CHECK-NOT: plan.kernel
plan.network @pooled target "x86-64-avx2" {
  %x = plan.buffer "x" : <8x6x10 block 8 halo 1x1x1x1>
  %skip = plan.buffer "skip" : <8x6x10 block 8>
  %y = plan.buffer "y" : <8x3x5 block 8 halo 1x1x1x1>
  plan.kernel conv(%x, %skip) -> %y window <3x3 pad 1x1x1x1> then add 1, relu pool <max 2x2 stride 2x2> weights <"c.weight"> layers ["c", "add1", "relu1", "max_pool1"] macs 100
}
