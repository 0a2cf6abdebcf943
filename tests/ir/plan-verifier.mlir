// What the verifiers of the plan dialect refuse, with the numbers.
// RUN: %opt %s --verify-diagnostics --split-input-file

plan.network @n target "t" {
  // expected-error @+1 {{a row pitch of 8 pixels holds no row of 10}}
  %0 = plan.buffer "b" : <16x8x8 block 16 halo 1x1x1x1 pitch 8x100>
}

// -----

plan.network @n target "t" {
  // expected-error @+1 {{a plane pitch of 90 pixels holds no 10 rows}}
  %0 = plan.buffer "b" : <16x8x8 block 16 halo 1x1x1x1 pitch 10x90>
}

// -----

plan.network @n target "t" {
  // expected-error @+1 {{expected 4 numbers joined by `x`, got 2}}
  %0 = plan.buffer "b" : <16x8x8 halo 1x1>
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{weights have a tensor}}
  plan.kernel depthwise_conv(%x) -> %y weights <bias "b"> layers ["d"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{has a step that reads vector 1 of 1}}
  plan.kernel elementwise(%x) -> %y then prelu 1 vectors tensor "p.weight" layers ["p"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{has a vector of 2 numbers for 3 channels}}
  plan.kernel elementwise(%x) -> %y then channel_scale 0 vectors values [1.0, 2.0] layers ["p"]
}

// -----

plan.network @n target "t" {
  // expected-error @+1 {{memory of the user, which is planar or has channels last, without gaps}}
  %0 = plan.input 0 "x" : <16x8x8 block 16>
}

// -----

plan.network @n target "t" {
  %0 = plan.input 0 "x" : <16x8x8>
  // expected-error @+1 {{has number 2 where 1 is next}}
  %1 = plan.input 2 "y" : <16x8x8>
}

// -----

plan.network @n target "t" {
  // expected-error @+1 {{lies at 100, which is no multiple of 64}}
  %0 = plan.buffer "b" at 100 : <16x8x8>
}

// -----

plan.network @n target "t" arena 4096 {
  // expected-error @+1 {{ends at byte 4160 of an arena of 4096}}
  %0 = plan.buffer "b" at 64 : <16x8x8>
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <32x8x8 block 16>
  // expected-error @+1 {{ends at byte 8256 of a buffer of 8192}}
  %1 = plan.view "v" of %0 at 4160 : <16x8x8 block 16>
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <32x8x8 block 16>
  // expected-error @+1 {{begins at 32, which is no multiple of its pixels of 64 bytes}}
  %1 = plan.view "v" of %0 at 32 : <16x8x8 block 16>
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <16x8x8>
  // expected-error @+1 {{reads padding of 1 from a halo of 0}}
  plan.kernel conv(%x) -> %y window <3x3 pad 1x1x1x1> weights <"w"> layers ["c"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x4x4>
  // expected-error @+1 {{a window whose height does not fit: (8 + 0 + 0 - 3) / 2}}
  plan.kernel max_pool(%x) -> %y window <3x3 stride 2x2> layers ["p"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{computes [3, 4, 4], not [3, 8, 8]}}
  plan.kernel max_pool(%x) -> %y window <2x2 stride 2x2> layers ["p"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <16x8x8>
  // expected-error @+1 {{is of family conv, which has weights}}
  plan.kernel conv(%x) -> %y window <1x1> layers ["c"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <16x8x8>
  // expected-error @+1 {{has 2 groups for 3 channels and 16 filters}}
  plan.kernel conv(%x) -> %y window <1x1> groups 2 weights <"w"> layers ["c"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{has a step that reads operand 1 of 1}}
  plan.kernel elementwise(%x) -> %y then add 1 layers ["a"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %z = plan.input 1 "z" : <3x8x1>
  %y = plan.output 0 "y" : <3x8x8>
  // expected-error @+1 {{has a step that combines [3, 8, 8] with [3, 8, 1]}}
  plan.kernel elementwise(%x, %z) -> %y then add 1 layers ["a"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  // expected-error @+1 {{writes an input of the network}}
  plan.kernel elementwise(%x) -> %x in_place 0 layers []
}

// -----

plan.network @n target "t" {
  %x = plan.buffer "x" : <3x8x8>
  // expected-error @+1 {{operand 0 is the output, against what in_place says}}
  plan.kernel elementwise(%x) -> %x then relu layers ["r"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x6x8>
  // expected-error @+1 {{finds no [3, 6, 8] from channel 0, row 3 and column 0 of [3, 8, 8] on}}
  plan.kernel crop(%x) -> %y offset [0, 3, 0] layers ["c"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <3x9x9>
  // expected-error @+1 {{needs an offset of three numbers}}
  plan.kernel pad(%x) -> %y value 0.0 layers ["p"]
}

// -----

plan.network @n target "t" {
  %x = plan.input 0 "x" : <3x8x8>
  %y = plan.output 0 "y" : <12x4x3>
  // expected-error @+1 {{computes [12, 4, 4], not [12, 4, 3]}}
  plan.kernel pixel_unshuffle(%x) -> %y factor 2 layers ["p"]
}

// -----

plan.network @n target "t" {
  // expected-error @+1 {{does not belong in a plan.network}}
  builtin.module {
  }
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <8x4x5>
  // expected-error @+1 {{has turns outside of plan.strips}}
  plan.clear %0 turns [0, 1]
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <8x4x5>
  plan.strips 3 because "a test" {
    // expected-error @+1 {{runs in turns that a loop of 3 does not have}}
    plan.clear %0 turns [2, 4]
  }
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <8x4x5>
  plan.strips 3 because "a test" {
    // expected-error @+1 {{moves 4 rows up by 4}}
    plan.slide %0 by 4 turns [1, 3]
  }
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <1x6x5>
  plan.strips 4 because "a test" {
    %1 = plan.view "b" of %0 at 0 advance 40 : <1x2x5 pitch 5x30>
    // expected-error @+1 {{reaches byte 160 of a buffer of 120 in its last turn}}
    plan.clear %1
  }
}

// -----

plan.network @n target "t" {
  %0 = plan.buffer "b" : <8x4x5>
  plan.strips 3 because "a test" {
    // expected-error @+1 {{does not belong in plan.strips}}
    plan.zero_halo %0
  }
}
