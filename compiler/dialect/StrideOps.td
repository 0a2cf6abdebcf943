// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `stride` dialect: what a network computes, on tensors. One op per layer kind of layers/layers.def; the attributes
// of an op are the parameters of its layer, by name, and its verifier is the layer's shape rule.
#ifndef EVENSTRIDE_DIALECT_STRIDE_OPS
#define EVENSTRIDE_DIALECT_STRIDE_OPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Stride_Dialect : Dialect {
  let name = "stride";
  let summary = "What a network computes: exact layers on tensors of one image";
  let description = [{
    Values are tensors `[channels, rows, columns]` of fp32 with static sizes. Every window divides exactly: an op whose
    window does not is refused by its verifier, with the numbers.
  }];
  let cppNamespace = "::evenstride::stride";
  let useDefaultAttributePrinterParser = 1;
}

defvar ofFloats = CPred<"::llvm::cast<::mlir::ShapedType>($_self).getElementType().isF32()">;
def Stride_Tensor : Type<And<[IsRankedTensorTypePred, HasStaticShapePred, HasAnyRankOfPred<[3]>, ofFloats]>,
                         "tensor<CxHxWxf32>", "::mlir::RankedTensorType">;

def Stride_NormAttr : AttrDef<Stride_Dialect, "Norm"> {
  let mnemonic = "norm";
  let summary = "A batch normalisation folded into the layer before it";
  let description = [{
    The path of the normalisation, whose tensors are looked up when weights are packed, and its epsilon.

    ```mlir
    #stride.norm<"bn1" epsilon 1.0e-5>
    ```
  }];
  let parameters = (ins "::mlir::StringAttr":$path, "::mlir::FloatAttr":$epsilon);
  let hasCustomAssemblyFormat = 1;
}

def Stride_PriorAttr : AttrDef<Stride_Dialect, "Prior"> {
  let mnemonic = "prior";
  let summary = "A normalisation folded into the layer behind it";
  let description = [{
    The path of a batch normalisation and its epsilon, or that of a scale with its numbers. Of a convolution that pads,
    the padding is what the normalisation turns to 0.

    ```mlir
    #stride.prior<"bn1" epsilon 1.0e-5>
    #stride.prior<"scale1" mean [127.5] std [58.4, 57.1, 57.4]>
    ```
  }];
  let parameters = (ins "::mlir::StringAttr":$path, "::mlir::FloatAttr":$epsilon, "::mlir::DenseF64ArrayAttr":$mean,
                        "::mlir::DenseF64ArrayAttr":$std);
  let hasCustomAssemblyFormat = 1;
}

class Stride_Op<string mnemonic, list<Trait> traits = []> : Op<Stride_Dialect, mnemonic, traits>;

/// A layer: `path` names it in the network; `rows` are its operands, `table` its parameters as in layers/.
class Stride_LayerOp<string mnemonic, dag rows, dag table = (ins)>
    : Stride_Op<mnemonic, [Pure, DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let arguments = !con((ins StrAttr:$path), rows, table);
  let results = (outs Stride_Tensor:$result);
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() { return ::evenstride::stride::verifyLayer(getOperation()); }
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) { setName(getResult(), getPath()); }
  }];
}

defvar oneInput = (ins Stride_Tensor:$input);
defvar twoInputs = (ins Stride_Tensor:$left, Stride_Tensor:$right);
defvar windowTable = (ins DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$dilation,
                      DenseI64ArrayAttr:$pad);
defvar windowFormat = " custom<Window>($kernel, $stride, $dilation, $pad)";
defvar biasTable = (ins DefaultValuedAttr<BoolAttr, "true">:$bias, OptionalAttr<Stride_NormAttr>:$folded_norm,
                    OptionalAttr<Stride_PriorAttr>:$prior);
defvar biasFormat = " (`bias` $bias^)? (`norm` $folded_norm^)? (`prior` $prior^)?";
defvar oneToOne = " attr-dict `:` functional-type($input, $result)";

def Stride_NetworkOp
    : Stride_Op<"network", [Symbol, IsolatedFromAbove, SingleBlockImplicitTerminator<"ReturnOp">,
                            DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "A network of layers";
  let description = [{
    ```mlir
    stride.network @net("image" %image: tensor<3x32x32xf32>) -> ("scores") {
      %dense1 = stride.dense "dense1" %image outputs 10 : (tensor<3x32x32xf32>) -> tensor<10x1x1xf32>
      stride.return %dense1 : tensor<10x1x1xf32>
    }
    ```

    `input_formats` say how inputs lie in the caller's memory where one of them is not planar fp32: `f32`, `u8`, or
    `u8 hwc` where channels are last. The tensors are fp32 all the same.
  }];
  let extraClassDeclaration = [{
    /// The format of an input: "f32", "u8 hwc".
    ::llvm::StringRef getInputFormat(unsigned number);
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrArrayAttr:$input_names, StrArrayAttr:$output_names,
                       OptionalAttr<StrArrayAttr>:$input_formats);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name `` custom<Network>($body, $input_names, $output_names) attr-dict";
  let hasRegionVerifier = 1;
}

def Stride_ReturnOp : Stride_Op<"return", [Terminator, Pure]> {
  let summary = "The outputs of a network, in order";
  let description = [{
    A value may be returned more than once, and may be an input.

    ```mlir
    stride.return %sum, %mask : tensor<8x4x4xf32>, tensor<1x4x4xf32>
    ```
  }];
  let arguments = (ins Variadic<Stride_Tensor>:$values);
  let builders = [OpBuilder<(ins), [{}]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

def Stride_ConvOp : Stride_LayerOp<"conv", oneInput,
    !con((ins I64Attr:$filters), windowTable, (ins DefaultValuedAttr<I64Attr, "1">:$groups), biasTable)> {
  let summary = "Convolution: each filter is a weighted sum over a window and all channels of its group";
  let description = [{
    Weights `<path>.weight` in OIHW order, and `<path>.bias` unless `bias` is false.

    ```mlir
    %conv1 = stride.conv "conv1" %image filters 16 window 3x3 stride 2x2 pad 1x1x0x0
        : (tensor<3x32x32xf32>) -> tensor<16x16x16xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `filters` $filters", windowFormat, " (`groups` $groups^)?", biasFormat,
                                  oneToOne);
}

def Stride_DepthwiseConvOp : Stride_LayerOp<"depthwise_conv", oneInput,
    !con(windowTable, (ins DefaultValuedAttr<I64Attr, "1">:$multiplier), biasTable)> {
  let summary = "Convolution of each channel on its own";
  let description = [{
    Output channel `c * multiplier + m` reads channel `c`. Weights `[C * multiplier, 1, KH, KW]`.

    ```mlir
    %dw = stride.depthwise_conv "dw" %x window 3x3 pad 1x1x1x1 bias false : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", windowFormat, " (`multiplier` $multiplier^)?", biasFormat, oneToOne);
}

def Stride_DeconvOp : Stride_LayerOp<"deconv", oneInput,
    !con((ins I64Attr:$filters), windowTable,
         (ins DenseI64ArrayAttr:$output_pad, DefaultValuedAttr<I64Attr, "1">:$groups), biasTable)> {
  let summary = "Transposed convolution: gives the size that a convolution of this window came from";
  let description = [{
    Weights `<path>.weight` in IOHW order, and `<path>.bias` unless `bias` is false.

    ```mlir
    %up = stride.deconv "up" %x filters 4 window 2x2 stride 2x2 output_pad [0, 0]
        : (tensor<8x4x4xf32>) -> tensor<4x8x8xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `filters` $filters", windowFormat,
                                  " `output_pad` $output_pad (`groups` $groups^)?", biasFormat, oneToOne);
}

def Stride_MaxPoolOp : Stride_LayerOp<"max_pool", oneInput, windowTable> {
  let summary = "Largest real element of each window";
  let description = [{
    Padding takes no part. NaN wins.

    ```mlir
    %pool1 = stride.max_pool "pool1" %x window 2x2 stride 2x2 : (tensor<8x4x4xf32>) -> tensor<8x2x2xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", windowFormat, oneToOne);
}

def Stride_AvgPoolOp : Stride_LayerOp<"avg_pool", oneInput,
    !con(windowTable, (ins DefaultValuedAttr<StrAttr, "\"ignore\"">:$border))> {
  let summary = "Mean of each window";
  let description = [{
    `border "ignore"` divides by the number of real elements, `border "zero"` counts padding as zeros.

    ```mlir
    %pool1 = stride.avg_pool "pool1" %x window 3x3 pad 1x1x1x1 border "zero"
        : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", windowFormat, " (`border` $border^)?", oneToOne);
}

class Stride_UnaryOp<string mnemonic, string formula> : Stride_LayerOp<mnemonic, oneInput> {
  let summary = formula;
  let description = "```mlir\n%y = stride." # mnemonic # " \"" # mnemonic #
                    "1\" %x : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>\n```\n";
  let assemblyFormat = !strconcat("$path $input", oneToOne);
}
def Stride_ReluOp : Stride_UnaryOp<"relu", "max(x, 0), and NaN for NaN">;
def Stride_Relu6Op : Stride_UnaryOp<"relu6", "min(max(x, 0), 6), and NaN for NaN">;
def Stride_TanhOp : Stride_UnaryOp<"tanh", "Hyperbolic tangent">;
def Stride_SigmoidOp : Stride_UnaryOp<"sigmoid", "1 / (1 + exp(-x))">;
def Stride_HardSwishOp : Stride_UnaryOp<"hard_swish", "x * (x + 3) / 6 from -3 to 3, 0 below, x above">;
def Stride_SiluOp : Stride_UnaryOp<"silu", "x / (1 + exp(-x))">;
def Stride_MishOp : Stride_UnaryOp<"mish", "x * tanh(log(1 + exp(x)))">;
def Stride_SoftmaxOp : Stride_UnaryOp<"softmax", "exp(x) over the sum of exp(x) of all channels, at each pixel">;
def Stride_FlattenOp : Stride_LayerOp<"flatten", oneInput> {
  let summary = "All elements as channels, in the order C, H, W";
  let description = [{
    ```mlir
    %flatten1 = stride.flatten "flatten1" %x : (tensor<8x4x4xf32>) -> tensor<128x1x1xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", oneToOne);
}
def Stride_GlobalAvgPoolOp : Stride_LayerOp<"global_avg_pool", oneInput> {
  let summary = "Mean of each channel";
  let description = [{
    ```mlir
    %mean = stride.global_avg_pool "mean" %x : (tensor<8x4x4xf32>) -> tensor<8x1x1xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", oneToOne);
}

def Stride_GlobalMaxPoolOp : Stride_LayerOp<"global_max_pool", oneInput> {
  let summary = "Largest element of each channel; NaN wins";
  let description = [{
    ```mlir
    %peak = stride.global_max_pool "peak" %x : (tensor<8x4x4xf32>) -> tensor<8x1x1xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input", oneToOne);
}

def Stride_LeakyReluOp : Stride_LayerOp<"leaky_relu", oneInput, (ins F64Attr:$slope)> {
  let summary = "x where x > 0, else slope * x";
  let description = [{
    ```mlir
    %y = stride.leaky_relu "leaky_relu1" %x slope 1.0e-1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `slope` $slope", oneToOne);
}

def Stride_PreluOp : Stride_LayerOp<"prelu", oneInput, (ins DefaultValuedAttr<BoolAttr, "false">:$shared)> {
  let summary = "x where x >= 0, else its channel's slope times x";
  let description = [{
    Weights `<path>.weight`: one slope per channel, or one for all where it is `shared`.

    ```mlir
    %y = stride.prelu "prelu1" %x shared true : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input (`shared` $shared^)?", oneToOne);
}

def Stride_EluOp : Stride_LayerOp<"elu", oneInput, (ins F64Attr:$alpha)> {
  let summary = "x where x > 0, else alpha * (exp(x) - 1)";
  let description = [{
    ```mlir
    %y = stride.elu "elu1" %x alpha 1.0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `alpha` $alpha", oneToOne);
}

def Stride_HardSigmoidOp : Stride_LayerOp<"hard_sigmoid", oneInput, (ins F64Attr:$alpha, F64Attr:$beta)> {
  let summary = "alpha * x + beta, but at least 0 and at most 1";
  let description = [{
    ```mlir
    %y = stride.hard_sigmoid "hard_sigmoid1" %x alpha 2.0e-1 beta 5.0e-1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `alpha` $alpha `beta` $beta", oneToOne);
}

def Stride_GeluOp : Stride_LayerOp<"gelu", oneInput, (ins DefaultValuedAttr<StrAttr, "\"none\"">:$approximate)> {
  let summary = "x times the normal distribution function of x";
  let description = [{
    `approximate "tanh"` stands for the usual approximation, which is a different function.

    ```mlir
    %y = stride.gelu "gelu1" %x approximate "tanh" : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input (`approximate` $approximate^)?", oneToOne);
}

def Stride_ClipOp : Stride_LayerOp<"clip", oneInput, (ins F64Attr:$low, F64Attr:$high)> {
  let summary = "x, but at least low and at most high; NaN stays";
  let description = [{
    ```mlir
    %y = stride.clip "clip1" %x low -1.0 high 1.0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `low` $low `high` $high", oneToOne);
}

def Stride_DropoutOp : Stride_LayerOp<"dropout", oneInput, (ins F64Attr:$rate)> {
  let summary = "x; what it does in training is not done here";
  let description = [{
    ```mlir
    %y = stride.dropout "dropout1" %x rate 5.0e-1 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `rate` $rate", oneToOne);
}

class Stride_BinaryOp<string mnemonic, string text> : Stride_LayerOp<mnemonic, twoInputs> {
  let summary = text # " of two tensors, element by element; [C, 1, 1] goes with [C, H, W]";
  let description = "```mlir\n%y = stride." # mnemonic # " \"" # mnemonic # "1\" %a, %b : (tensor<8x4x4xf32>, "
                    "tensor<8x1x1xf32>) -> tensor<8x4x4xf32>\n```\n";
  let assemblyFormat = "$path $left `,` $right attr-dict `:` functional-type(operands, $result)";
}
def Stride_AddOp : Stride_BinaryOp<"add", "Sum">;
def Stride_SubtractOp : Stride_BinaryOp<"sub", "Difference">;
def Stride_MultiplyOp : Stride_BinaryOp<"mul", "Product">;

def Stride_ConcatOp : Stride_LayerOp<"concat", (ins Variadic<Stride_Tensor>:$inputs)> {
  let summary = "The channels of all operands, one behind the other";
  let description = [{
    ```mlir
    %both = stride.concat "both" %a, %b : (tensor<8x4x4xf32>, tensor<16x4x4xf32>) -> tensor<24x4x4xf32>
    ```
  }];
  let assemblyFormat = "$path $inputs attr-dict `:` functional-type($inputs, $result)";
}

def Stride_SliceOp : Stride_LayerOp<"slice", oneInput, (ins DenseI64ArrayAttr:$channels)> {
  let summary = "Some of the channels";
  let description = [{
    `channels` are the first one and the one after the last.

    ```mlir
    %half = stride.slice "half" %x channels [4, 8] : (tensor<8x4x4xf32>) -> tensor<4x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `channels` $channels", oneToOne);
}

def Stride_CropOp : Stride_LayerOp<"crop", oneInput,
    (ins DefaultValuedAttr<I64Attr, "0">:$top, DefaultValuedAttr<I64Attr, "0">:$left,
         DefaultValuedAttr<I64Attr, "0">:$bottom, DefaultValuedAttr<I64Attr, "0">:$right)> {
  let summary = "Cuts rows and columns from the edges";
  let description = [{
    ```mlir
    %inner = stride.crop "inner" %x top 1 bottom 1 : (tensor<8x4x4xf32>) -> tensor<8x2x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat(
      "$path $input (`top` $top^)? (`left` $left^)? (`bottom` $bottom^)? (`right` $right^)?", oneToOne);
}

def Stride_PadOp : Stride_LayerOp<"pad", oneInput,
    (ins DefaultValuedAttr<I64Attr, "0">:$top, DefaultValuedAttr<I64Attr, "0">:$left,
         DefaultValuedAttr<I64Attr, "0">:$bottom, DefaultValuedAttr<I64Attr, "0">:$right, F64Attr:$value,
         DefaultValuedAttr<StrAttr, "\"constant\"">:$mode)> {
  let summary = "Adds rows and columns at the edges";
  let description = [{
    `mode "constant"` fills them with `value`, `mode "reflect"` mirrors the image at its outermost rows and columns, and
    `mode "replicate"` repeats these; the last two have the value 0.

    ```mlir
    %framed = stride.pad "framed" %x top 1 bottom 1 value -1.0 : (tensor<8x4x4xf32>) -> tensor<8x6x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input (`top` $top^)? (`left` $left^)? (`bottom` $bottom^)? "
                                  "(`right` $right^)? `value` $value (`mode` $mode^)?", oneToOne);
}

def Stride_UpsampleOp : Stride_LayerOp<"upsample", oneInput,
    (ins DenseI64ArrayAttr:$factor, DefaultValuedAttr<StrAttr, "\"nearest\"">:$mode)> {
  let summary = "factor times the rows and columns";
  let description = [{
    `factor` is by how much rows, and columns, grow.
    `mode "nearest"` repeats pixels, `mode "bilinear"` blends them, with pixel centres at half coordinates.

    ```mlir
    %up = stride.upsample "up" %x factor [2, 2] mode "bilinear" : (tensor<8x4x4xf32>) -> tensor<8x8x8xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `factor` $factor (`mode` $mode^)?", oneToOne);
}

def Stride_PixelShuffleOp : Stride_LayerOp<"pixel_shuffle", oneInput, (ins I64Attr:$factor)> {
  let summary = "factor * factor channels become one of factor times the rows and columns";
  let description = [{
    Output `(c, y * factor + i, x * factor + j)` is input `(c * factor * factor + i * factor + j, y, x)`.

    ```mlir
    %up = stride.pixel_shuffle "up" %x factor 2 : (tensor<8x4x4xf32>) -> tensor<2x8x8xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `factor` $factor", oneToOne);
}

def Stride_PixelUnshuffleOp : Stride_LayerOp<"pixel_unshuffle", oneInput, (ins I64Attr:$factor)> {
  let summary = "Each square of factor * factor pixels becomes channels of one pixel";
  let description = [{
    Output `(c * factor * factor + i * factor + j, y, x)` is input `(c, y * factor + i, x * factor + j)`.

    ```mlir
    %down = stride.pixel_unshuffle "down" %x factor 2 : (tensor<2x8x8xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `factor` $factor", oneToOne);
}

def Stride_ChannelShuffleOp : Stride_LayerOp<"channel_shuffle", oneInput, (ins I64Attr:$groups)> {
  let summary = "The first channels of all groups, then the second ones, and so on";
  let description = [{
    Output channel `i * groups + g` is channel i of group g.

    ```mlir
    %mixed = stride.channel_shuffle "mixed" %x groups 2 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `groups` $groups", oneToOne);
}

def Stride_DenseOp : Stride_LayerOp<"dense", oneInput, !con((ins I64Attr:$outputs), biasTable)> {
  let summary = "Weighted sums over all elements of the input";
  let description = [{
    Weights `[outputs, C * H * W]`, elements in the order C, H, W.

    ```mlir
    %dense1 = stride.dense "dense1" %x outputs 10 : (tensor<8x4x4xf32>) -> tensor<10x1x1xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `outputs` $outputs", biasFormat, oneToOne);
}

def Stride_BatchNormOp : Stride_LayerOp<"batch_norm", oneInput, (ins F64Attr:$epsilon)> {
  let summary = "(x - running_mean) / sqrt(running_var + epsilon) * weight + bias, per channel";
  let description = [{
    ```mlir
    %bn1 = stride.batch_norm "bn1" %x epsilon 1.0e-5 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `epsilon` $epsilon", oneToOne);
}

def Stride_LrnOp : Stride_LayerOp<"lrn", oneInput, (ins I64Attr:$size, F64Attr:$alpha, F64Attr:$beta, F64Attr:$k)> {
  let summary = "x / (k + alpha / size * the sum of x * x over `size` channels around it) ^ beta";
  let description = [{
    ```mlir
    %lrn1 = stride.lrn "lrn1" %x size 5 alpha 1.0e-4 beta 7.5e-1 k 1.0 : (tensor<8x4x4xf32>) -> tensor<8x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `size` $size `alpha` $alpha `beta` $beta `k` $k", oneToOne);
}

def Stride_ScaleOp : Stride_LayerOp<"scale", oneInput, (ins DenseF64ArrayAttr:$mean, DenseF64ArrayAttr:$std)> {
  let summary = "(x - mean) / std, each one number or one per channel";
  let description = [{
    ```mlir
    %scale1 = stride.scale "scale1" %x mean [1.275000e+02] std [5.840000e+01, 5.710000e+01, 5.740000e+01]
        : (tensor<3x4x4xf32>) -> tensor<3x4x4xf32>
    ```
  }];
  let assemblyFormat = !strconcat("$path $input `mean` $mean `std` $std", oneToOne);
}

#endif // EVENSTRIDE_DIALECT_STRIDE_OPS
