// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `plan` dialect itself with its type, enumerations and attributes. Operations: PlanOps.td.
#ifndef EVENSTRIDE_DIALECT_PLAN_DIALECT
#define EVENSTRIDE_DIALECT_PLAN_DIALECT

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Plan_Dialect : Dialect {
  let name = "plan";
  let summary = "How a network is computed: fused groups, layouts and one arena";
  let description = [{
    A `plan.network` is straight-line code over buffers. Each `plan.kernel` is one fused group of layers, read from
    and written to buffers whose layout is spelled out; buffers have byte offsets in one arena, or are memory of the
    user. The attributes of a kernel are, field by field, those of `kernels::KernelSpec`.

    Two passes lead here: `fuse-groups` makes `plan.group`, a kernel over tensors without any layout, and
    `choose-layouts` turns groups into kernels over buffers. `plan-memory` then gives the buffers their offsets.
  }];
  let cppNamespace = "::evenstride::plan";
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let extraClassDeclaration = "void registerAttributesAndTypes();";
}

def Plan_BufferType : TypeDef<Plan_Dialect, "Buffer"> {
  let mnemonic = "buffer";
  let summary = "Memory for activations; its layout stands on the op that defines it";
  let builderCall = "$_builder.getType<BufferType>()";
}
def Plan_Buffer : Type<Plan_BufferType.predicate, "buffer", Plan_BufferType.cppType>,
                  BuildableType<Plan_BufferType.builderCall>;

class Plan_Case<string symbol, int value, string text> : I32EnumAttrCase<symbol, value, text>;

def Plan_Family : I32EnumAttr<"Family", "algorithm family of a kernel, as kernels::Family",
    [Plan_Case<"Conv", 0, "conv">, Plan_Case<"DepthwiseConv", 1, "depthwise_conv">, Plan_Case<"MaxPool", 2, "max_pool">,
     Plan_Case<"AvgPool", 3, "avg_pool">, Plan_Case<"GlobalAvgPool", 4, "global_avg_pool">,
     Plan_Case<"Dense", 5, "dense">, Plan_Case<"Elementwise", 6, "elementwise">, Plan_Case<"Crop", 7, "crop">,
     Plan_Case<"PixelShuffle", 8, "pixel_shuffle">, Plan_Case<"Softmax", 9, "softmax">, Plan_Case<"Pad", 10, "pad">,
     Plan_Case<"Upsample", 11, "upsample">, Plan_Case<"UpsampleBilinear", 12, "upsample_bilinear">,
     Plan_Case<"PixelUnshuffle", 13, "pixel_unshuffle">, Plan_Case<"ChannelShuffle", 14, "channel_shuffle">,
     Plan_Case<"Deconv", 15, "deconv">, Plan_Case<"Lrn", 16, "lrn">, Plan_Case<"PadReflect", 17, "pad_reflect">,
     Plan_Case<"PadReplicate", 18, "pad_replicate">]> {
  let cppNamespace = "::evenstride::plan";
}

def Plan_StepKind : I32EnumAttr<"StepKind", "kind of a step of an epilogue, as kernels::StepKind",
    [Plan_Case<"Add", 0, "add">, Plan_Case<"Subtract", 1, "sub">, Plan_Case<"ReverseSubtract", 2, "reverse_sub">,
     Plan_Case<"Multiply", 3, "mul">, Plan_Case<"Relu", 4, "relu">, Plan_Case<"Relu6", 5, "relu6">,
     Plan_Case<"LeakyRelu", 6, "leaky_relu">, Plan_Case<"Elu", 7, "elu">, Plan_Case<"HardSigmoid", 8, "hard_sigmoid">,
     Plan_Case<"Clip", 9, "clip">, Plan_Case<"Tanh", 10, "tanh">, Plan_Case<"Sigmoid", 11, "sigmoid">,
     Plan_Case<"HardSwish", 12, "hard_swish">, Plan_Case<"Silu", 13, "silu">, Plan_Case<"Mish", 14, "mish">,
     Plan_Case<"Gelu", 15, "gelu">, Plan_Case<"GeluTanh", 16, "gelu_tanh">,
     Plan_Case<"ChannelScale", 17, "channel_scale">, Plan_Case<"ChannelShift", 18, "channel_shift">,
     Plan_Case<"Prelu", 19, "prelu">]> {
  let cppNamespace = "::evenstride::plan";
}

class Plan_Attr<string name, string text> : AttrDef<Plan_Dialect, name> {
  let mnemonic = text;
  let hasCustomAssemblyFormat = 1;
}

def Plan_LayoutAttr : Plan_Attr<"Layout", "layout"> {
  let summary = "How an activation lies in memory, as kernels::Layout";
  let description = [{
    fp32 values `[channels / block][rows][columns][block]`, or `[C][H][W]` where `block` is 1. The address of a buffer
    is that of block 0, row `-haloTop`, column `-haloLeft`, lane 0. `rowPitch` is counted in pixels from a row to the
    next, `planePitch` in pixels from a channel block to the next. The halo is printed top, left, bottom, right.

    ```mlir
    #plan.layout<3x224x224>                                                  // planar, tight: memory of the user
    #plan.layout<64x56x56 block 16 halo 1x1x1x1 pitch 58x3364>            // row pitch x plane pitch
    #plan.layout<3x480x640 block 3 u8>                                       // a camera's frame: bytes, channels last
    ```
    What is left out is 1 (block), 0 (halo) and tight (pitch). Only memory of the user holds bytes.
  }];
  let parameters = (ins "int64_t":$channels, "int64_t":$height, "int64_t":$width, "int64_t":$block,
                        "int64_t":$haloTop, "int64_t":$haloLeft, "int64_t":$haloBottom, "int64_t":$haloRight,
                        "int64_t":$rowPitch, "int64_t":$planePitch, "bool":$u8);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// [C][H][W] without gaps: memory of the user.
    static LayoutAttr getTight(::mlir::MLIRContext *context, int64_t channels, int64_t height, int64_t width);
    /// The memory of an input without gaps: "f32", "u8", or with channels last, "u8 hwc".
    static LayoutAttr getInput(::mlir::MLIRContext *context, int64_t channels, int64_t height, int64_t width,
                               ::llvm::StringRef format);

    int64_t getBlocks() const { return (getChannels() + getBlock() - 1) / getBlock(); }
    int64_t getPaddedHeight() const { return getHaloTop() + getHeight() + getHaloBottom(); }
    int64_t getPaddedWidth() const { return getHaloLeft() + getWidth() + getHaloRight(); }
    bool hasHalo() const { return getHaloTop() || getHaloLeft() || getHaloBottom() || getHaloRight(); }
    /// Whether the elements are fp32 [C][H][W] without gaps.
    bool isTight() const;
    /// The same of an input's memory, in any format.
    bool isTightInput() const;
    int64_t getElementBytes() const { return getU8() ? 1 : int64_t(sizeof(float)); }
    /// Bytes from the address to one past the last element.
    int64_t getBytes() const {
      return ((getBlocks() - 1) * getPlanePitch() + (getPaddedHeight() - 1) * getRowPitch() + getPaddedWidth()) *
             getBlock() * getElementBytes();
    }
    /// Bytes from the address to element (channel, row, column); `channel` on a multiple of the block.
    int64_t getOffset(int64_t channel, int64_t row, int64_t column) const {
      int64_t pixel = channel / getBlock() * getPlanePitch() + (row + getHaloTop()) * getRowPitch() + column +
                      getHaloLeft();
      return pixel * getBlock() * getElementBytes();
    }
  }];
}

def Plan_WindowAttr : Plan_Attr<"Window", "window"> {
  let summary = "A two-dimensional window, vertical first, as kernels::Window2D";
  let description = [{
    `kernel`, `stride` and `dilation` hold two numbers, `pad` four: top, left, bottom, right, of the logical input.

    ```mlir
    #plan.window<3x3 pad 1x1x1x1>
    #plan.window<7x7 stride 2x2 dilation 1x1 pad 3x3x2x2>
    ```
    What is left out is 1 (stride, dilation) and 0 (pad).
  }];
  let parameters = (ins "::mlir::DenseI64ArrayAttr":$kernel, "::mlir::DenseI64ArrayAttr":$stride,
                        "::mlir::DenseI64ArrayAttr":$dilation, "::mlir::DenseI64ArrayAttr":$pad);
  let genVerifyDecl = 1;
}

def Plan_PoolAttr : Plan_Attr<"Pool", "pool"> {
  let summary = "A pool over the result of an epilogue, as kernels::FusedPool";
  let description = [{
    ```mlir
    #plan.pool<max 2x2 stride 2x2>
    #plan.pool<avg count_padding 3x3 pad 1x1x1x1>
    ```
  }];
  let parameters = (ins "bool":$max, "bool":$countPadding, "::evenstride::plan::WindowAttr":$window);
}

def Plan_StepAttr : Plan_Attr<"Step", "step"> {
  let summary = "One step of an epilogue, as kernels::Step";
  let description = [{
    Binary steps name the operand of the kernel they read, channelwise ones its vector; `numbers` are the parameters of
    an activation, in the order of its layer's: a slope, an alpha, two bounds.

    ```mlir
    #plan.step<add 1>
    #plan.step<leaky_relu 0.1>
    #plan.step<prelu 0>
    ```
  }];
  let parameters = (ins "::evenstride::plan::StepKind":$kind, "int64_t":$operand,
                        "::mlir::DenseF64ArrayAttr":$numbers);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isBinary() const { return getKind() <= StepKind::Multiply; }
    /// Reads a number per channel: the vector `operand` of its kernel.
    bool isChannelwise() const { return getKind() >= StepKind::ChannelScale; }
    /// How many numbers a step of the kind has.
    static unsigned numbersOf(::evenstride::plan::StepKind kind);
    /// The step without angle brackets: `add 1`.
    void printBody(::mlir::AsmPrinter &printer) const;
    static StepAttr parseBody(::mlir::AsmParser &parser);
  }];
}

def Plan_VectorPart : I32EnumAttr<"VectorPart", "which numbers a vector is made of",
    [Plan_Case<"Tensor", 0, "tensor">, Plan_Case<"Values", 1, "values">, Plan_Case<"NormScale", 2, "scale">,
     Plan_Case<"NormShift", 3, "shift">]> {
  let cppNamespace = "::evenstride::plan";
}

def Plan_VectorAttr : Plan_Attr<"Vector", "vector"> {
  let summary = "One number per channel, packed with the weights, for a channelwise step";
  let description = [{
    A tensor by its name, numbers of the program, or one of the two that a batch normalisation comes to:
    `scale = weight / sqrt(running_var + epsilon)` and `shift = bias - running_mean * scale`. One number stands for all
    channels.

    ```mlir
    #plan.vector<tensor "prelu1.weight">
    #plan.vector<values [-1.270000e+02]>
    #plan.vector<scale "bn1" epsilon 1.0e-5>
    ```
  }];
  let parameters = (ins "::evenstride::plan::VectorPart":$part, "::mlir::StringAttr":$name,
                        "::mlir::FloatAttr":$epsilon, "::mlir::DenseF64ArrayAttr":$values);
  let extraClassDeclaration = [{
    static VectorAttr getTensor(::mlir::StringAttr name);
    static VectorAttr getValues(::mlir::MLIRContext *context, ::llvm::ArrayRef<double> values);
    static VectorAttr getNorm(VectorPart part, ::mlir::StringAttr path, ::mlir::FloatAttr epsilon);
    /// The vector without angle brackets: `tensor "prelu1.weight"`.
    void printBody(::mlir::AsmPrinter &printer) const;
    static VectorAttr parseBody(::mlir::AsmParser &parser);
  }];
}

def Plan_WeightsAttr : Plan_Attr<"Weights", "weights"> {
  let summary = "The weight tensors that a kernel packs";
  let description = [{
    `weight` and `bias` are names of tensors (`bias` null where there is none). `norm` is the path of a folded batch
    normalisation with the tensors `<norm>.weight`, `.bias`, `.running_mean` and `.running_var`, and `epsilon` goes
    with it: output channel c of the weights is multiplied by `s = weight[c] / sqrt(running_var[c] + epsilon)`, and the
    bias (0 without one) becomes `(bias[c] - running_mean[c]) * s + norm bias[c]`.

    `prior` is a normalisation folded from before the layer: a vector of factors and one of summands, one number per
    channel of the input. A weight of input channel i is multiplied by `scale[i]`, and the bias of its output grows by
    the weight times `shift[i]`.

    ```mlir
    #plan.weights<"conv1.weight", bias "conv1.bias", norm "bn1" epsilon 1.0e-5>
    #plan.weights<"conv1.weight", prior scale "bn1" epsilon 1.0e-5 shift "bn1" epsilon 1.0e-5>
    ```
  }];
  let parameters = (ins "::mlir::StringAttr":$weight, "::mlir::StringAttr":$bias, "::mlir::StringAttr":$norm,
                        "::mlir::FloatAttr":$epsilon, "::evenstride::plan::VectorAttr":$priorScale,
                        "::evenstride::plan::VectorAttr":$priorShift);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Whether the kernel adds a number per channel: a bias of its own, or that of a folded normalisation.
    bool hasBias() const { return bool(getBias()) || bool(getNorm()) || bool(getPriorScale()); }
  }];
}

#endif // EVENSTRIDE_DIALECT_PLAN_DIALECT
