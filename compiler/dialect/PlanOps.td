// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of the `plan` dialect: what `fuse-groups`, `choose-layouts` and `plan-memory` make, and emit lowers.
#ifndef EVENSTRIDE_DIALECT_PLAN_OPS
#define EVENSTRIDE_DIALECT_PLAN_OPS

include "dialect/PlanDialect.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Plan_Op<string mnemonic, list<Trait> traits = []> : Op<Plan_Dialect, mnemonic, traits>;

def Plan_NetworkOp : Plan_Op<"network", [Symbol, IsolatedFromAbove, SingleBlock, NoTerminator]> {
  let summary = "A planned network";
  let description = [{
    The body holds, in the order of execution, `plan.zero_halo`, `plan.clear`, `plan.kernel` and `plan.strips`, and
    before their first use the buffers. Inputs and outputs are numbered from 0 without gaps. `arena_bytes` is absent before `plan-memory`.

    ```mlir
    plan.network @net target "x86-64-avx2" arena 65536 {
      %image = plan.input 0 "image" : <3x32x32>
      %output = plan.output 0 "output" : <16x30x30>
      plan.kernel conv(%image) -> %output window <3x3> weights <"conv1.weight", bias "conv1.bias">
          layers ["conv1"] macs 388800
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$target, OptionalAttr<I64Attr>:$arena_bytes);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `target` $target (`arena` $arena_bytes^)? attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
}

/// Ops that define a buffer: their layout is that of the buffer, their name that of the value in texts.
class Plan_Memory<string mnemonic, dag leading>
    : Plan_Op<mnemonic, [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let arguments = !con(leading, (ins StrAttr:$name, Plan_LayoutAttr:$layout));
  let results = (outs Plan_Buffer:$buffer);
}

def Plan_InputOp : Plan_Memory<"input", (ins I64Attr:$index)> {
  let summary = "An input of the network: memory of the user without gaps, only read";
  let description = [{
    ```mlir
    %image = plan.input 0 "image" : <3x224x224>
    ```
  }];
  let assemblyFormat = "$index $name `:` $layout attr-dict";
  let hasVerifier = 1;
}

def Plan_OutputOp : Plan_Memory<"output", (ins I64Attr:$index)> {
  let summary = "An output of the network: memory of the user, planar and tight, written once";
  let description = [{
    Kernels may read it again after the write.

    ```mlir
    %output = plan.output 0 "output" : <1000x1x1>
    ```
  }];
  let assemblyFormat = "$index $name `:` $layout attr-dict";
  let hasVerifier = 1;
}

def Plan_BufferOp : Plan_Memory<"buffer", (ins OptionalAttr<I64Attr>:$offset)> {
  let summary = "A buffer in the arena";
  let description = [{
    `offset` is in bytes from the start of the arena, on a multiple of 64; absent before `plan-memory`. `name` is the
    path of the layer whose result it holds first.

    ```mlir
    %conv1 = plan.buffer "conv1" at 4096 : <64x56x56 block 16 halo 1x1x1x1 pitch 58x3364>
    ```
  }];
  let assemblyFormat = "$name (`at` $offset^)? `:` $layout attr-dict";
  let hasVerifier = 1;
}

def Plan_ViewOp : Plan_Memory<"view", (ins Plan_Buffer:$source, I64Attr:$offset, OptionalAttr<I64Attr>:$advance)> {
  let summary = "A part of another buffer, or the same memory with another shape";
  let description = [{
    The address is that of `source` plus `offset` bytes, a multiple of the bytes of one pixel (`4 * block`, or `block` of bytes). A slice of
    channels of a `concat`, what a `crop` leaves, or a flattened tensor. `source` may itself be a view.

    In `plan.strips` a view with `advance` begins so many bytes further in every turn after the first one of its user.

    ```mlir
    %expand = plan.view "expand" of %fire at 215296 : <64x55x55 block 16 halo 1x1x1x1 pitch 57x3249>
    ```
  }];
  let assemblyFormat = "$name `of` $source `at` $offset (`advance` $advance^)? `:` $layout attr-dict";
  let hasVerifier = 1;
}

def Plan_ZeroHaloOp : Plan_Op<"zero_halo"> {
  let summary = "Writes zeros into the halo of a buffer";
  let description = [{
    Stands before the first kernel that writes the buffer (or a view of it), because the arena is used again and again
    and kernels never write halos.

    ```mlir
    plan.zero_halo %conv1
    ```
  }];
  let arguments = (ins Plan_Buffer:$buffer);
  let assemblyFormat = "$buffer attr-dict";
}

def Plan_ClearOp : Plan_Op<"clear"> {
  let summary = "Writes zeros over a buffer and its halo";
  let description = [{
    In `plan.strips`, over a view, it takes away rows that do not belong to the image: a window finds zeros there, as in
    a halo. `turns` are those of the loop in which it happens; absent: all, or once outside of a loop.

    ```mlir
    plan.clear %conv1
    plan.clear %below turns [12, 14]
    ```
  }];
  let arguments = (ins Plan_Buffer:$buffer, OptionalAttr<DenseI64ArrayAttr>:$turns);
  let assemblyFormat = "$buffer (`turns` $turns^)? attr-dict";
}

def Plan_SlideOp : Plan_Op<"slide", [HasParent<"StripsOp">]> {
  let summary = "Moves the rows of a buffer up";
  let description = [{
    Row `by` becomes row 0, and so on to the end; the last `by` rows stay as they are. Makes room for the next strip and
    keeps the rows before it that windows still reach.

    ```mlir
    plan.slide %conv1 by 16 turns [1, 34]
    ```
  }];
  let arguments = (ins Plan_Buffer:$buffer, I64Attr:$by, DenseI64ArrayAttr:$turns);
  let assemblyFormat = "$buffer `by` $by `turns` $turns attr-dict";
  let hasVerifier = 1;
}

def Plan_StripsOp : Plan_Op<"strips", [SingleBlock, NoTerminator]> {
  let summary = "A loop over strips of an image: each turn computes some rows of all its layers";
  let description = [{
    The body runs in order, `count` times; what has `turns` runs in those alone, from the first number to before the
    second. Views with `advance` move on over whole images; buffers without hold a strip and the rows before it that are
    read again. `because` says why it pays.

    ```mlir
    plan.strips 34 because "16 rows at a time" {
      %rows = plan.view "image" of %image at 0 advance 4096 : <1x16x64>
      plan.kernel elementwise(%rows) -> %strip turns [0, 32] layers []
    }
    ```
  }];
  let arguments = (ins I64Attr:$count, StrAttr:$because);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$count `because` $because attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
}

/// What a group and a kernel have in common: all that is in kernels::KernelSpec but the layouts.
defvar groupAttributes = (ins
  OptionalAttr<Plan_WindowAttr>:$window,                      // absent: 1x1, stride 1, no padding
  DefaultValuedOptionalAttr<I64Attr, "1">:$groups,            // of a conv, deconv, channel_shuffle
  UnitAttr:$count_padding,                                    // of an avg_pool: its padding counts as zeros
  OptionalAttr<DenseI64ArrayAttr>:$offset,                    // of a crop: channels, rows, columns before it; of a pad: likewise, added
  OptionalAttr<F64Attr>:$value,                               // of a pad
  OptionalAttr<DenseF64ArrayAttr>:$padding,                   // of a conv of bytes: what its channels are padded with
  DefaultValuedOptionalAttr<I64Attr, "1">:$factor,            // of an upsampling or shuffle of pixels, size of an lrn
  OptionalAttr<DenseF64ArrayAttr>:$numbers,                   // of an lrn: alpha, beta, k
  DefaultValuedAttr<TypedArrayAttrBase<Plan_StepAttr, "steps">, "{}">:$epilogue,
  OptionalAttr<Plan_PoolAttr>:$pool,                          // after the epilogue
  OptionalAttr<Plan_WeightsAttr>:$weights,                    // of conv, deconv, depthwise_conv and dense
  DefaultValuedAttr<TypedArrayAttrBase<Plan_VectorAttr, "vectors">, "{}">:$vectors, // of channelwise steps
  StrArrayAttr:$layers,                                       // paths; the last one gives the result; empty: a copy
  DefaultValuedOptionalAttr<I64Attr, "0">:$macs);

defvar groupFormat = [{
    (`window` $window^)? (`groups` $groups^)? (`count_padding` $count_padding^)? (`offset` $offset^)?
    (`value` $value^)? (`padding` $padding^)? (`factor` $factor^)?
    (`numbers` $numbers^)?
    `` custom<Epilogue>($epilogue) (`pool` $pool^)? (`weights` $weights^)? `` custom<Vectors>($vectors)
    (`in_place` $in_place^)?
    `layers` $layers (`macs` $macs^)? attr-dict
}];

def Plan_GroupOp : Plan_Op<"group", [Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "Layers that one kernel computes, over tensors";
  let description = [{
    Between `fuse-groups` and `choose-layouts`: a `plan.kernel` before layouts are known. `inputs[0]` is the main one,
    the others are read by binary steps of the epilogue.

    ```mlir
    %relu1 = plan.group conv(%image) window <3x3> then relu weights <"conv1.weight">
        layers ["conv1", "relu1"] macs 388800 : (tensor<3x32x32xf32>) -> tensor<16x30x30xf32>
    ```
  }];
  let arguments = !con((ins Plan_Family:$family, Variadic<AnyStaticShapeTensor>:$inputs), groupAttributes);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = !strconcat("$family `(` $inputs `)` ", !subst("(`in_place` $in_place^)?", "", groupFormat),
                                   " `:` functional-type($inputs, $result)");
  let hasVerifier = 1;
}

def Plan_KernelOp : Plan_Op<"kernel"> {
  let summary = "One fused group of layers, computed by one kernel";
  let description = [{
    Reads `inputs` (the main one, then operands of the epilogue in any order that the steps name) and writes `output`
    but for its halo. Layouts are those of the ops that define the buffers. All of `kernels::KernelSpec` is here:

    | KernelSpec       | here                                                                    |
    |------------------|-------------------------------------------------------------------------|
    | family           | `family`                                                                |
    | inputs, output   | layouts of the operands (`plan::layoutOf`)                              |
    | window, groups   | `window` (absent: 1x1), `groups`                                        |
    | hasBias          | `weights.hasBias()`                                                     |
    | countPadding     | `count_padding`                                                         |
    | offset, value    | `offset`, `value`                                                       |
    | padding          | `padding`                                                               |
    | factor, numbers  | `factor`, `numbers`                                                     |
    | epilogue, pool   | `epilogue` (steps in order), `pool`                                     |
    | vectors()        | `vectors`, whose numbers are packed with the weights                     |
    | inPlaceOperand   | `in_place`: that input is the same buffer as `output`; absent: distinct |

    `turns` are those of `plan.strips` in which it runs.

    `layers` are the paths of the layers inside, the one that gives the result last; a kernel without layers is a copy
    into another layout. `macs` counts multiply-accumulates of one image.

    ```mlir
    plan.kernel conv(%relu1, %short) -> %short window <3x3 pad 1x1x1x1> then add 1, relu
        weights <"conv2.weight", norm "bn2" epsilon 1.0e-5> in_place 1
        layers ["conv2", "bn2", "add1", "relu2"] macs 115605504
    ```
  }];
  let arguments = !con((ins Plan_Family:$family, Variadic<Plan_Buffer>:$inputs, Plan_Buffer:$output), groupAttributes,
                       (ins OptionalAttr<I64Attr>:$in_place, OptionalAttr<DenseI64ArrayAttr>:$turns));
  let assemblyFormat = !strconcat("$family `(` $inputs `)` `->` $output (`turns` $turns^)? ", groupFormat);
  let hasVerifier = 1;
}

#endif // EVENSTRIDE_DIALECT_PLAN_OPS
