// Offsets in the arena, halos, operands that are overwritten.
// RUN: %opt %s --plan-memory | %check %s

// Buffers that are not alive at once share bytes; each begins on a multiple of 64.
// CHECK-LABEL: plan.network @reuse target "x86-64-avx2" arena 2752 {
// CHECK-NEXT: %x = plan.input 0 "x" : <8x5x5>
// CHECK-NEXT: %y = plan.output 0 "y" : <8x4x4>
// CHECK-NEXT: %a = plan.buffer "a" at 0 : <24x5x5>
// CHECK-NEXT: plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %b = plan.buffer "b" at 2432 : <3x5x5>
// CHECK-NEXT: plan.kernel conv(%a) -> %b window <1x1> weights <"b.weight"> layers ["b"]
// CHECK-NEXT: %c = plan.buffer "c" at 0 : <16x5x5>
// CHECK-NEXT: plan.kernel conv(%b) -> %c window <1x1> weights <"c.weight"> layers ["c"]
// CHECK-NEXT: plan.kernel conv(%c) -> %y window <2x2> weights <"y.weight"> layers ["y"]
// CHECK-NEXT: }
plan.network @reuse target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x5x5>
  %y = plan.output 0 "y" : <8x4x4>
  %a = plan.buffer "a" : <24x5x5>
  plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
  %b = plan.buffer "b" : <3x5x5>
  plan.kernel conv(%a) -> %b window <1x1> weights <"b.weight"> layers ["b"]
  %c = plan.buffer "c" : <16x5x5>
  plan.kernel conv(%b) -> %c window <1x1> weights <"c.weight"> layers ["c"]
  plan.kernel conv(%c) -> %y window <2x2> weights <"y.weight"> layers ["y"]
}

// A halo is zeroed before the first write, also where that goes to a part.
// CHECK-LABEL: plan.network @halos target "x86-64-avx2" arena 2304 {
// CHECK-NEXT: %x = plan.input 0 "x" : <8x4x4>
// CHECK-NEXT: %y = plan.output 0 "y" : <8x4x4>
// CHECK-NEXT: %both = plan.buffer "both" at 0 : <16x4x4 block 8 halo 1x1x1x1>
// CHECK-NEXT: %a = plan.view "a" of %both at 0 : <8x4x4 block 8 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %both
// CHECK-NEXT: plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %b = plan.view "b" of %both at 1152 : <8x4x4 block 8 halo 1x1x1x1>
// CHECK-NEXT: plan.kernel conv(%a) -> %b window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"]
// CHECK-NEXT: plan.kernel conv(%both) -> %y window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"]
// CHECK-NEXT: }
plan.network @halos target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x4x4>
  %y = plan.output 0 "y" : <8x4x4>
  %both = plan.buffer "both" : <16x4x4 block 8 halo 1x1x1x1>
  %a = plan.view "a" of %both at 0 : <8x4x4 block 8 halo 1x1x1x1>
  plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
  %b = plan.view "b" of %both at 1152 : <8x4x4 block 8 halo 1x1x1x1>
  plan.kernel conv(%a) -> %b window <3x3 pad 1x1x1x1> weights <"b.weight"> layers ["b"]
  plan.kernel conv(%both) -> %y window <3x3 pad 1x1x1x1> weights <"c.weight"> layers ["c"]
}

// A sum overwrites the branch that nobody reads again, and the next one overwrites that again.
// CHECK-LABEL: plan.network @in_place target "x86-64-avx2" arena 1024 {
// CHECK-NEXT: %x = plan.input 0 "x" : <8x4x4>
// CHECK-NEXT: %y = plan.output 0 "y" : <8x4x4>
// CHECK-NEXT: %a = plan.buffer "a" at 0 : <8x4x4 block 8>
// CHECK-NEXT: plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
// CHECK-NEXT: %b = plan.buffer "b" at 512 : <8x4x4 block 8>
// CHECK-NEXT: plan.kernel conv(%a) -> %b window <1x1> weights <"b.weight"> layers ["b"]
// CHECK-NEXT: plan.kernel conv(%b, %a) -> %a window <1x1> then add 1 weights <"c.weight"> in_place 1 layers ["c", "add1"]
// CHECK-NEXT: plan.kernel elementwise(%a) -> %a then relu in_place 0 layers ["relu1"]
// CHECK-NEXT: plan.kernel conv(%a) -> %y window <1x1> weights <"y.weight"> layers ["y"]
// CHECK-NEXT: }
plan.network @in_place target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x4x4>
  %y = plan.output 0 "y" : <8x4x4>
  %a = plan.buffer "a" : <8x4x4 block 8>
  plan.kernel conv(%x) -> %a window <1x1> weights <"a.weight"> layers ["a"]
  %b = plan.buffer "b" : <8x4x4 block 8>
  plan.kernel conv(%a) -> %b window <1x1> weights <"b.weight"> layers ["b"]
  %c = plan.buffer "c" : <8x4x4 block 8>
  plan.kernel conv(%b, %a) -> %c window <1x1> then add 1 weights <"c.weight"> layers ["c", "add1"]
  %d = plan.buffer "d" : <8x4x4 block 8>
  plan.kernel elementwise(%c) -> %d then relu layers ["relu1"]
  plan.kernel conv(%d) -> %y window <1x1> weights <"y.weight"> layers ["y"]
}

// What keeps an operand from being overwritten: a later reader, another layout, a second reader in the same kernel that
// sees neighbours, memory of the user.
// CHECK-LABEL: plan.network @not_in_place target "x86-64-avx2" arena 2304 {
// CHECK-NEXT: %x = plan.input 0 "x" : <8x4x4>
// CHECK-NEXT: %y = plan.output 0 "y" : <8x4x4>
// CHECK-NEXT: %z = plan.output 1 "z" : <8x4x4>
// CHECK-NEXT: %a = plan.buffer "a" at 1152 : <8x4x4 block 8>
// CHECK-NEXT: plan.kernel conv(%x, %x) -> %a window <1x1> then add 1 weights <"a.weight"> layers ["a", "add1"]
// CHECK-NEXT: %b = plan.buffer "b" at 1664 : <8x4x4 block 8>
// CHECK-NEXT: plan.kernel conv(%x, %a) -> %b window <1x1> then add 1 weights <"b.weight"> layers ["b", "add2"]
// CHECK-NEXT: %c = plan.buffer "c" at 0 : <8x4x4 block 8 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %c
// CHECK-NEXT: plan.kernel conv(%a, %b) -> %c window <1x1> then add 1 weights <"c.weight"> layers ["c", "add3"]
// CHECK-NEXT: %d = plan.buffer "d" at 1152 : <8x4x4 block 8 halo 1x1x1x1>
// CHECK-NEXT: plan.zero_halo %d
// CHECK-NEXT: plan.kernel conv(%c, %c) -> %d window <3x3 pad 1x1x1x1> then add 1 weights <"d.weight"> layers ["d", "add4"]
// CHECK-NEXT: plan.kernel elementwise(%d) -> %y layers []
// CHECK-NEXT: plan.kernel elementwise(%y) -> %z then relu layers ["relu1"]
// CHECK-NEXT: }
plan.network @not_in_place target "x86-64-avx2" {
  %x = plan.input 0 "x" : <8x4x4>
  %y = plan.output 0 "y" : <8x4x4>
  %z = plan.output 1 "z" : <8x4x4>
  %a = plan.buffer "a" : <8x4x4 block 8>
  plan.kernel conv(%x, %x) -> %a window <1x1> then add 1 weights <"a.weight"> layers ["a", "add1"]
  %b = plan.buffer "b" : <8x4x4 block 8>
  plan.kernel conv(%x, %a) -> %b window <1x1> then add 1 weights <"b.weight"> layers ["b", "add2"]
  %c = plan.buffer "c" : <8x4x4 block 8 halo 1x1x1x1>
  plan.kernel conv(%a, %b) -> %c window <1x1> then add 1 weights <"c.weight"> layers ["c", "add3"]
  %d = plan.buffer "d" : <8x4x4 block 8 halo 1x1x1x1>
  plan.kernel conv(%c, %c) -> %d window <3x3 pad 1x1x1x1> then add 1 weights <"d.weight"> layers ["d", "add4"]
  plan.kernel elementwise(%d) -> %y layers []
  plan.kernel elementwise(%y) -> %z then relu layers ["relu1"]
}
