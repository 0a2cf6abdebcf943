// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words of PyTorch, Keras, Caffe, Darknet and ONNX for our layers and parameters.
#include "check/Words.h"

#include "support/Text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace evenstride::check {

using Pair = std::pair<std::string_view, std::string_view>;

/// Without case, underscores and the `2d` that many names end in, so that MaxPool2d, maxpool and max_pool are one.
static std::string folded(std::string_view word) {
  std::string result;
  for (char c : word)
    if (c != '_')
      result += char(std::tolower(static_cast<unsigned char>(c)));
  if (result.size() > 2 && result.ends_with("2d"))
    result.resize(result.size() - 2);
  return result;
}

static constexpr auto foreignLayers = std::to_array<Pair>({
    {"convolution", "conv"},
    {"convolutional", "conv"},
    {"maxpooling", "max_pool"},
    {"averagepool", "avg_pool"},
    {"averagepooling", "avg_pool"},
    {"meanpool", "avg_pool"},
    {"globalaveragepool", "global_avg_pool"},
    {"globalaveragepooling", "global_avg_pool"},
    {"adaptiveavgpool", "global_avg_pool"},
    {"gap", "global_avg_pool"},
    {"linear", "dense"},
    {"fc", "dense"},
    {"fullyconnected", "dense"},
    {"innerproduct", "dense"},
    {"connected", "dense"},
    {"gemm", "dense"},
    {"batchnormalization", "batch_norm"},
    {"bn", "batch_norm"},
    {"leaky", "leaky_relu"},
    {"lrelu", "leaky_relu"},
    {"parametricrelu", "prelu"},
    {"logistic", "sigmoid"},
    {"swish", "silu"},
    {"hsigmoid", "hard_sigmoid"},
    {"hswish", "hard_swish"},
    {"clamp", "clip"},
    {"hardtanh", "clip"},
    {"localresponsenorm", "lrn"},
    {"localresponsenormalization", "lrn"},
    {"normalize", "scale"},
    {"globalmaxpooling", "global_max_pool"},
    {"adaptivemaxpool", "global_max_pool"},
    {"depthwise", "depthwise_conv"},
    {"dwconv", "depthwise_conv"},
    {"convdw", "depthwise_conv"},
    {"cat", "concat"},
    {"concatenate", "concat"},
    {"route", "concat"},
    {"merge", "concat"},
    {"depthtospace", "pixel_shuffle"},
    {"subpixel", "pixel_shuffle"},
    {"convtranspose", "deconv"},
    {"transposedconv", "deconv"},
    {"transposeconv", "deconv"},
    {"convolutiontranspose", "deconv"},
    {"deconvolution", "deconv"},
    {"deconvolutional", "deconv"},
    {"upconv", "deconv"},
    {"cropping", "crop"},
    {"zeropad", "pad"},
    {"zeropadding", "pad"},
    {"constantpad", "pad"},
    {"reflectionpad", "pad"},
    {"replicationpad", "pad"},
    {"spacetodepth", "pixel_unshuffle"},
    {"reorg", "pixel_unshuffle"},
    {"focus", "pixel_unshuffle"},
    {"shufflechannel", "channel_shuffle"},
    {"shuffle", "channel_shuffle"},
    {"upsampling", "upsample"},
    {"upsamplingnearest", "upsample"},
    {"upsamplingbilinear", "upsample"},
    {"interpolate", "upsample"},
    {"interp", "upsample"},
    {"resize", "upsample"},
    {"narrow", "slice"},
    {"chunk", "split"},
    {"unstack", "split"},
    {"view", "flatten"},
    {"reshape", "flatten"},
});

static constexpr auto foreignParameters = std::to_array<Pair>({
    {"padding", "pad"},
    {"pads", "pad"},
    {"autopad", "pad"},
    {"kernelsize", "kernel"},
    {"kernelshape", "kernel"},
    {"poolsize", "kernel"},
    {"ksize", "kernel"},
    {"size", "kernel"},
    {"window", "kernel"},
    {"strides", "stride"},
    {"dilations", "dilation"},
    {"dilationrate", "dilation"},
    {"outchannels", "filters"},
    {"channels", "filters"},
    {"numoutput", "filters"},
    {"outputpadding", "output_pad"},
    {"outpadding", "output_pad"},
    {"group", "groups"},
    {"usebias", "bias"},
    {"biasterm", "bias"},
    {"ceilmode", "round"},
    {"rounding", "round"},
    {"countincludepad", "border"},
    {"eps", "epsilon"},
    {"negativeslope", "slope"},
    {"alpha", "slope"},
    {"min", "low"},
    {"max", "high"},
    {"minval", "low"},
    {"maxval", "high"},
    {"p", "rate"},
    {"units", "outputs"},
    {"outfeatures", "outputs"},
    {"numoutput", "outputs"},
    {"filters", "outputs"},
    {"depthmultiplier", "multiplier"},
    {"upscalefactor", "factor"},
    {"blocksize", "factor"},
    {"scale", "factor"},
    {"scalefactor", "factor"},
    {"r", "factor"},
    {"n", "factor"},
    {"interpolation", "mode"},
    {"border", "mode"},
});

static constexpr auto foreignWords = std::to_array<Pair>({
    {"zeros", "constant"},
    {"edge", "replicate"},
    {"border", "replicate"},
    {"mirror", "reflect"},
    {"reflection", "reflect"},
    {"replication", "replicate"},
    {"linear", "bilinear"},
});

static std::optional<std::string_view> meant(std::string_view word, std::span<const std::string_view> known,
                                             std::span<const Pair> foreign) {
  std::string plain = folded(word);
  for (std::string_view candidate : known)
    if (folded(candidate) == plain)
      return candidate;
  for (const Pair &pair : foreign)
    if (pair.first == plain && std::ranges::find(known, pair.second) != known.end())
      return pair.second;
  return support::nearestName(word, known);
}

std::optional<std::string_view> meantLayer(std::string_view word, std::span<const std::string_view> known) {
  return meant(word, known, foreignLayers);
}

std::optional<std::string_view> meantOperator(std::string_view word) {
  static constexpr auto operators = std::to_array<Pair>({
      {"add", "+"},
      {"shortcut", "+"},
      {"eltwise", "+"},
      {"elementwise", "+"},
      {"residual", "+"},
      {"sum", "+"},
      {"sub", "-"},
      {"subtract", "-"},
      {"minus", "-"},
      {"mul", "*"},
      {"multiply", "*"},
      {"scalechannels", "*"},
  });
  const std::string plain = folded(word);
  for (const Pair &pair : operators)
    if (pair.first == plain)
      return pair.second;
  return std::nullopt;
}

std::optional<std::string_view> meantParameter(std::string_view word, std::span<const std::string_view> known) {
  return meant(word, known, foreignParameters);
}

std::optional<std::string_view> meantWord(std::string_view word, std::span<const std::string_view> known) {
  return meant(word, known, foreignWords);
}

std::string didYouMean(std::optional<std::string_view> word) {
  return word ? "did you mean `" + std::string(*word) + "`?" : "";
}

} // namespace evenstride::check
