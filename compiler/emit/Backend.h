// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The door to the back half (MLIR, LLVM, Halide): graph in, library and report out. The driver loads the shared object
// on demand and calls what `evenstride_backend` returns.
#pragma once

#include "check/Graph.h"
#include "support/MachineCosts.h"
#include "support/Target.h"

#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace evenstride::emit {

/// A layer's weight tensor as read from a file: fp32 in WeightSpec order. The memory belongs to the caller.
struct WeightView {
  std::span<const float> values;
};
using WeightMap = std::map<std::string, WeightView, std::less<>>; // by "<path>.<suffix>"

enum class Stage { Library, StrideIR, PlanIR, LlvmIR, Assembly };

/// What happened, in order: passes with their time, kernels compiled or found.
struct Progress {
  std::string what; // "pass fuse-groups", "kernel conv1+relu1"
  double seconds = 0;
  int done = 0, total = 0; // kernels; 0 of 0 for passes
};

/// Kernels that are to be computed otherwise than the model of their cost says: GroupReport::kernel to one of its
/// alternatives.
using Ways = std::map<std::string, std::string, std::less<>>;

/// Whether layers may run in turns, a strip of rows each.
enum class Strips { Never, WherePays };

struct BackendRequest {
  const check::Graph *graph = nullptr;
  const WeightMap *weights = nullptr;           // null: stop before packing (Stage other than Library)
  std::vector<const support::Target *> targets; // of one architecture; all stages but the library take one
  std::string cacheDirectory;                   // of compiled kernels; empty: none
  Stage stage = Stage::Library;
  int jobs = 1;            // kernels compiled at once
  bool instrument = false; // call the context's observer after each group (bench --per-layer, verify)
  bool exact = false;      // every kernel a plain sum
  Strips strips = Strips::WherePays;
  int64_t stripRows = 0;            // above 0, for tests: strips of so many rows wherever they are possible
  Ways ways;                        // of kernels that were measured
  support::MachineCosts costs = {}; // by which strips are formed, and alternatives chosen
  /// Bytes of the packed weights of a target that kernels with larger weights must not pass.
  int64_t weightLimit = std::numeric_limits<int64_t>::max();
  int64_t embedLimit = 8 << 20; // packed weights of a target above this many bytes go to a file beside the library
  std::function<void(const Progress &)> progress;
};

/// How a group adds up, and on which inputs errors depend: a plain sum's on its own alone, those of Winograd's
/// convolution on the tile's, those of Strassen's algorithm on a pixel and channels of the other halves.
enum class Summation { Plain, Tiles, Halves };

/// One fused group as the plan has it, in the order of execution.
struct GroupReport {
  std::string name;                // "conv1 + relu1 + pool1"
  std::vector<std::string> layers; // paths of the layers inside, the last one gives the result
  std::string family, schedule;
  // Of instrumented networks, for those who time them:
  std::string kernel;                    // its text as the model has it computed; equal ones share a kernel
  std::vector<std::string> alternatives; // texts of other ways that are worth a measurement
  Summation summation = Summation::Plain;
  int64_t strips = 0; // in how many turns it computes rows of that shape; 0: it runs once, for the whole image
  int64_t macs = 0;
  int64_t realMacs = 0;      // that the kernel makes: fewer where it is no plain sum
  int64_t bytes = 0;         // of its inputs, its output and its weights, each once
  int64_t weightBytes = 0;   // of its packed weights, also where it shares them with another group
  int64_t resultOffset = -1; // bytes into the arena; -1: a network output (resultOutput)
  int resultOutput = -1;
  int64_t resultOutputOffset = 0; // bytes into that output: a part of a concatenation begins inside
  layers::Shape resultShape;
  int resultBlock = 1; // with the pitches below, as kernels::Layout
  int64_t resultHaloTop = 0, resultHaloLeft = 0, resultRowPitch = 0, resultPlanePitch = 0;
};

/// What lies in the arena while the group runs at which most of it is in use.
struct ArenaTensor {
  std::string layer; // the path of the one whose result it held first, or the input's name
  int64_t bytes = 0;
};
struct ArenaPeak {
  std::string group;
  std::vector<ArenaTensor> alive; // the largest first
};

/// Groups that run strip by strip.
struct StripsReport {
  std::string first, last; // groups
  int64_t count = 0;       // of strips
  std::string because;     // "16 rows at a time: …"
};

/// What the network came to for one target.
struct PlanReport {
  const support::Target *target = nullptr;
  std::vector<GroupReport> groups;
  int64_t arenaBytes = 0;
  ArenaPeak peak;
  std::vector<StripsReport> strips;
  int64_t weightBytes = 0; // packed; the library stores once what targets share
};

struct LibraryFiles {
  std::vector<char> archive;     // lib<net>.a
  std::string header, cppHeader; // <net>.h, <net>.hpp
  std::vector<char> weightsFile; // <net>.weights; empty where they are in the archive
  std::vector<PlanReport> plans; // one per target, the most demanding first
  int64_t weightBytes = 0;       // packed, of all targets
  int kernelsCompiled = 0, kernelsFromCache = 0;
};

/// A fault of the compiler or the machine (a full disk), never of the user's network.
struct BackendError {
  std::string message;
};

using BackendResult = std::variant<LibraryFiles, std::string /* text of the stage asked for */, BackendError>;

struct Backend {
  BackendResult (*compile)(const BackendRequest &);
};

} // namespace evenstride::emit

/// The one symbol that the driver looks up in the back half.
extern "C" const evenstride::emit::Backend *evenstride_backend();
