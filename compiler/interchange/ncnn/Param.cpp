// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words between blanks: a magic number, how many layers and blobs, then each layer.
#include "interchange/ncnn/Param.h"
#include "interchange/Draft.h"
#include "interchange/ImportCodes.h"
#include "interchange/Texts.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

namespace evenstride::interchange::ncnn {

static constexpr int64_t magic = 7767517, arrays = -23300, mostParameters = 32;

namespace {

/// Ends the reading of a text that makes no sense any more.
struct Lost {};

class Parser {
public:
  Parser(const support::SourceFile &file, diagnostics::Sink &sink) : file(file), sink(sink) { next(); }

  std::vector<LayerText> parse() {
    try {
      parseAll();
    } catch (const Lost &) {
      layers.clear();
    }
    return std::move(layers);
  }

private:
  [[noreturn]] void fail(diagnostics::Code code, support::Span span, std::string message) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.primary.span = span;
    sink.report(std::move(diagnostic));
    throw Lost();
  }

  /// Moves on to the next word; an empty one at the end.
  void next() {
    std::string_view text = file.text();
    auto isBlank = [&](uint32_t i) { return text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n'; };
    uint32_t begin = end;
    while (begin < text.size() && isBlank(begin))
      ++begin;
    end = begin;
    while (end < text.size() && !isBlank(end))
      ++end;
    word = {std::string(text.substr(begin, end - begin)), {&file, begin, end}};
  }

  Word take(const char *what) {
    if (word.text.empty())
      fail(codes::damaged, word.span, fmt::format("the text ends where {} has to stand", what));
    Word result = std::move(word);
    next();
    return result;
  }

  int64_t takeCount(const char *what, int64_t most) {
    Word count = take(what);
    int64_t value = 0;
    auto [last, error] = std::from_chars(count.text.data(), count.text.data() + count.text.size(), value);
    if (error != std::errc() || last != count.text.data() + count.text.size() || value < 0)
      fail(codes::damaged, count.span, fmt::format("`{}` is not {}", printable(count.text), what));
    if (value > most)
      fail(codes::tooLarge, count.span, fmt::format("{} is {}, and may be {}", what, value, most));
    return value;
  }

  void parseAll() {
    support::Span first = word.span;
    constexpr int64_t anyNumber = std::numeric_limits<int64_t>::max();
    if (word.text.empty() || takeCount("the number that every .param text begins with", anyNumber) != magic)
      fail(codes::damaged, first, fmt::format("the text does not begin with {}", magic));
    int64_t layerCount = takeCount("the number of layers", ParamLimits::layers);
    int64_t blobCount = takeCount("the number of blobs", ParamLimits::blobs);
    support::Span counts = word.span;
    for (int64_t i = 0; i < layerCount; ++i)
      parseLayer(blobCount);
    if (!word.text.empty())
      fail(codes::incoherent, word.span,
           fmt::format("{} layers are announced, and there is more, which ncnn does not read", layerCount));
    if (int64_t(blobs.size()) > blobCount)
      fail(codes::incoherent, counts, fmt::format("{} blobs are announced, and there are {}", blobCount, blobs.size()));
  }

  void parseLayer(int64_t blobCount) {
    LayerText layer;
    layer.type = take("the type of a layer");
    layer.name = take("the name of a layer");
    int64_t bottoms = takeCount("how many blobs the layer reads", blobCount);
    int64_t tops = takeCount("how many blobs the layer gives", blobCount);
    for (int64_t i = 0; i < bottoms + tops; ++i) {
      Word blob = take("the name of a blob");
      blobs.insert(blob.text);
      (i < bottoms ? layer.bottoms : layer.tops).push_back(std::move(blob));
    }
    while (isParameter())
      parseParameter(layer);
    layers.push_back(std::move(layer));
  }

  /// Digits and `=`.
  bool isParameter() const {
    size_t begin = word.text.starts_with('-') ? 1 : 0;
    size_t equals = word.text.find_first_not_of("0123456789", begin);
    return equals != std::string::npos && equals > begin && word.text[equals] == '=';
  }

  void parseParameter(LayerText &layer) {
    Word text = take("a parameter");
    size_t equals = text.text.find('=');
    int64_t id = 0;
    std::from_chars(text.text.data(), text.text.data() + equals, id);
    bool isArray = id <= arrays;
    if (isArray)
      id = arrays - id;
    if (id < 0 || id >= mostParameters)
      fail(codes::damaged, text.span,
           fmt::format("`{}`: parameters have numbers from 0 to {}", printable(text.text), mostParameters - 1));
    Parameter parameter = valuesOf(std::string_view(text.text).substr(equals + 1), text, isArray);
    layer.parameters.insert_or_assign(id, std::move(parameter));
  }

  /// Numbers between commas; the first one of an array is how many follow.
  Parameter valuesOf(std::string_view values, const Word &text, bool isArray) {
    Parameter parameter;
    parameter.span = text.span;
    parameter.isText = !values.empty() && (std::isalpha(static_cast<unsigned char>(values[0])) || values[0] == '"');
    if (parameter.isText)
      return parameter;
    std::vector<std::string_view> pieces(1);
    for (size_t i = 0, begin = 0; i <= values.size(); ++i)
      if (i == values.size() || values[i] == ',') {
        pieces.back() = values.substr(begin, i - begin);
        begin = i + 1;
        if (begin < values.size())
          pieces.emplace_back();
      }
    for (size_t i = 0; i < pieces.size(); ++i) {
      double value = 0;
      auto [last, error] = std::from_chars(pieces[i].data(), pieces[i].data() + pieces[i].size(), value);
      if (error != std::errc() || last != pieces[i].data() + pieces[i].size())
        fail(codes::damaged, text.span, fmt::format("`{}` is no number", printable(pieces[i])));
      bool isCount = isArray && i == 0;
      parameter.isFloat = parameter.isFloat || (!isCount && pieces[i].find_first_of(".eE") != pieces[i].npos);
      parameter.values.push_back(value);
    }
    if (isArray && parameter.values[0] != double(parameter.values.size() - 1))
      fail(codes::damaged, text.span,
           fmt::format("the array says that it has {} numbers, and has {}", parameter.values[0],
                       parameter.values.size() - 1));
    if (isArray)
      parameter.values.erase(parameter.values.begin());
    return parameter;
  }

  const support::SourceFile &file;
  diagnostics::Sink &sink;
  uint32_t end = 0;
  Word word; // the next one
  std::vector<LayerText> layers;
  std::set<std::string> blobs;
};

} // namespace

std::vector<LayerText> parseParam(const support::SourceFile &file, diagnostics::Sink &sink) {
  return Parser(file, sink).parse();
}

const Parameter *LayerText::find(int64_t id) const {
  auto found = parameters.find(id);
  if (found == parameters.end())
    return nullptr;
  found->second.isRead = true;
  if (found->second.isText)
    throw Refusal{fmt::format("parameter {} is an expression", id), found->second.span};
  return &found->second;
}

support::Span LayerText::spanOf(int64_t id) const {
  auto found = parameters.find(id);
  return found == parameters.end() ? type.span : found->second.span;
}

/// A whole number that ncnn reads.
static int64_t wholeOf(double value, int64_t id, support::Span span) {
  constexpr double largest = 2147483647.0;
  if (value < -largest - 1 || value > largest)
    throw Refusal{fmt::format("parameter {} is larger than what ncnn reads", id), span};
  return int64_t(value);
}

static void requireOne(const Parameter &parameter, int64_t id) {
  if (parameter.values.size() != 1)
    throw Refusal{fmt::format("parameter {} is an array, and has to be one number", id), parameter.span};
}

int64_t LayerText::integer(int64_t id, int64_t otherwise) const {
  const Parameter *parameter = find(id);
  if (!parameter)
    return otherwise;
  requireOne(*parameter, id);
  if (parameter->isFloat)
    throw Refusal{fmt::format("parameter {} is written as a fraction, and has to be a whole number", id),
                  parameter->span};
  return wholeOf(parameter->values[0], id, parameter->span);
}

double LayerText::number(int64_t id, double otherwise) const {
  const Parameter *parameter = find(id);
  if (!parameter)
    return otherwise;
  requireOne(*parameter, id);
  if (!parameter->isFloat && parameter->values[0] != 0)
    throw Refusal{fmt::format("parameter {} is written as a whole number, which ncnn takes for the bits of a fraction; "
                              "write {}.0",
                              id, parameter->values[0]),
                  parameter->span};
  return shortNumber(parameter->values[0]);
}

std::optional<std::vector<int64_t>> LayerText::integers(int64_t id) const {
  const Parameter *parameter = find(id);
  if (!parameter || parameter->values.empty())
    return std::nullopt;
  if (parameter->isFloat)
    throw Refusal{fmt::format("parameter {} holds fractions, and has to hold whole numbers", id), parameter->span};
  std::vector<int64_t> result;
  for (double value : parameter->values)
    result.push_back(wholeOf(value, id, parameter->span));
  return result;
}

std::vector<double> LayerText::numbers(int64_t id) const {
  const Parameter *parameter = find(id);
  std::vector<double> result;
  if (parameter)
    for (double value : parameter->values)
      result.push_back(shortNumber(value));
  return result;
}

} // namespace evenstride::interchange::ncnn
