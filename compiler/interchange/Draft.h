// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network as importers write it down: layers in exact form, one after the other, with the weights that they take.
// What all foreign formats become before it is made readable.
#pragma once

#include "check/Graph.h"
#include "interchange/MappedFile.h"
#include "layers/Layer.h"

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace evenstride::interchange {

/// What an importer throws where it has no way to say what a file means; caught where the file's unit (a node, a
/// section) is known, which the diagnostic names.
struct Refusal {
  std::string reason;
  support::Span span = {}; // in formats that are text, what is narrower than the unit
};

/// Index into Draft::shapes.
using DraftValue = int32_t;

/// A weight in the layout of layers::WeightSpec. The values lie in the file or in Draft::computed.
struct DraftWeight {
  std::string suffix;
  std::vector<int64_t> shape;
  std::span<const float> values;
};

struct DraftLayer {
  const layers::LayerKind *kind = nullptr;
  layers::Arguments arguments; // all of them; windows have "round", too
  std::vector<DraftValue> operands;
  DraftValue result = -1;
  std::string label; // empty: none
  std::vector<DraftWeight> weights;
};

struct Draft {
  struct Named {
    std::string name;
    DraftValue value;
  };
  /// What became of a layer that was written otherwise in the file.
  struct Remark {
    std::string unit; // the file's name for the layer
    std::string text;
    bool dropsInput = false; // real rows or columns are never read
    support::Span span = {}; // of the unit, in formats that are text
  };

  /// A file beside the imported one, in which weights lie.
  struct Beside {
    std::string path;
    MappedFile content;
  };

  std::string name;
  std::vector<Named> inputs, outputs;
  std::vector<check::InputFormat> formats; // of the inputs
  std::vector<layers::Shape> shapes;       // by value
  std::vector<DraftLayer> layers;          // operands come first
  std::deque<std::vector<float>> computed; // weights that stand in no file as they are
  std::vector<Remark> remarks;
  bool hasWeights = true; // else layers come without theirs
  std::deque<Beside> files;
};

enum class Rounding { Down, Up };

/// A layer to be added; parameters that are not given take their defaults.
struct LayerRequest {
  std::string_view keyword;
  std::vector<DraftValue> operands;
  std::map<std::string, layers::Value, std::less<>> arguments = {};
  std::string label = {};
  std::vector<DraftWeight> weights = {};
  std::string unit = {};   // for remarks
  support::Span span = {}; // for remarks, in formats that are text
};

/// Adds layers to a draft, each proven by the rules that the check has. Throws Refusal where one does not fit.
class DraftBuilder {
public:
  explicit DraftBuilder(Draft &draft) : draft(draft) {}

  DraftValue input(std::string name, layers::Shape shape, check::InputFormat format = {});
  DraftValue add(LayerRequest request);
  /// A layer with a window, whose stride need not divide: written in its exact form where that loses nothing (with a
  /// remark), else with `round: down`.
  DraftValue addWindow(LayerRequest request, Rounding rounding);

  const layers::Shape &shapeOf(DraftValue value) const { return draft.shapes[size_t(value)]; }
  /// Memory for weights that have to be computed.
  std::vector<float> &computed(size_t count) { return draft.computed.emplace_back(count); }
  void remark(std::string unit, std::string text) { draft.remarks.push_back({std::move(unit), std::move(text)}); }

private:
  DraftValue append(DraftLayer layer, layers::Shape shape);
  DraftLayer bind(LayerRequest &request) const;
  DraftValue cropEnd(DraftValue value, int64_t rows, int64_t columns);

  Draft &draft;
};

/// Removes layers that no output depends on.
void dropUnused(Draft &draft);

} // namespace evenstride::interchange
