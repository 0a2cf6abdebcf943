// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a spec to the bytes of an object file: picks the family's builder, and keeps Halide's exceptions and files to
// itself.
#include "kernels/Canonical.h"
#include "kernels/ConvInput.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"
#include "kernels/Gathers.h"
#include "kernels/Scratch.h"
#include "kernels/SourceHash.h" // generated
#include "kernels/TaskNames.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <stdlib.h>
#include <unistd.h>

namespace evenstride::kernels {

namespace {

BuiltKernel build(const KernelSpec &spec, Sources &sources) {
  switch (spec.family) {
  case Family::Conv:
  case Family::Deconv:
    return buildConv(spec, sources);
  case Family::DepthwiseConv:
    return buildDepthwise(spec, sources);
  case Family::MaxPool:
  case Family::AvgPool:
    return buildPool(spec, sources);
  case Family::GlobalAvgPool:
    return buildGlobalPool(spec, sources);
  case Family::Lrn:
    return buildLrn(spec, sources);
  case Family::Softmax:
    return buildSoftmax(spec, sources);
  default:
    return buildElementwise(spec, sources);
  }
}

// A file of its own for one object: Halide writes objects to paths alone.
class TemporaryFile {
public:
  TemporaryFile() : name((std::filesystem::temp_directory_path() / "evenstride-XXXXXX").string()) {
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0)
      throw std::system_error(errno, std::generic_category(), name);
    close(descriptor);
  }
  ~TemporaryFile() { unlink(name.c_str()); }
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;

  const std::string &path() const { return name; }
  std::vector<char> read() const {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

private:
  std::string name;
};

// Not a feature of the machine: which of Halide's services the object may use.
constexpr const char *bareKernel = "-no_asserts-no_bounds_query-no_runtime-user_context";

// Fills in the bytes and the scratch of an object whose symbol is known.
void compileObject(const KernelSpec &spec, const Sources &sources, const BuiltKernel &kernel, KernelObject &object) {
  std::vector<Halide::Argument> arguments;
  for (const Activation &input : sources.inputs)
    arguments.push_back(input.param());
  if (spec.hasWeights())
    arguments.insert(arguments.end(), {sources.weights, sources.bias});
  arguments.insert(arguments.end(), sources.vectors.begin(), sources.vectors.end());
  Halide::Pipeline pipeline(kernel.output);
  moveToInterior(pipeline, kernel.output, spec.output);
  if (kernel.prefetch)
    prefetch(pipeline, *kernel.prefetch);
  shuffleGathers(pipeline, sources, kernel.shuffled, spec.target->vectorFloats);
  const Halide::Target target(std::string(spec.target->halide) + bareKernel);
  Scratch scratch;
  countScratch(pipeline, scratch);
  Halide::Module module = pipeline.compile_to_module(arguments, object.symbol, target, Halide::LinkageType::External);
  nameTasks(module, object.symbol);
  TemporaryFile file;
  module.compile({{Halide::OutputFileType::object, file.path()}});
  object.bytes = file.read();
  object.scratchBytes = scratch.bytes;
  object.scratchSlots = scratch.depth;
  object.sharedScratchBytes = scratch.sharedBytes;
}

// A prefix for the names of Funcs. It differs between specs, because Halide numbers names that return within a process,
// and lowers some things in the order of their names.
std::string uniquePrefix(const KernelSpec &spec) {
  uint64_t hash = 0xcbf29ce484222325; // FNV-1a
  for (unsigned char c : describe(spec))
    hash = (hash ^ c) * 0x100000001b3;
  char text[20];
  std::snprintf(text, sizeof text, "k%016llx", static_cast<unsigned long long>(hash));
  return text;
}

// Combinations that no plan makes, for which there is no kernel.
const char *missing(const KernelSpec &spec) {
  const bool pooled = spec.family == Family::Conv || spec.family == Family::DepthwiseConv ||
                      spec.family == Family::Elementwise || !spec.pool;
  if (!pooled)
    return "a pool is fused to a family without one";
  if (spec.pool && spec.family == Family::Conv && padsBytes(spec) && poolsByRecomputing(spec))
    return "bytes are padded below a pool whose windows overlap";
  if (!spec.target)
    return "no target";
  if (spec.inputs.empty())
    return "no input";
  return nullptr;
}

} // namespace

std::variant<KernelObject, KernelError> compileKernel(const KernelSpec &spec, std::string_view symbol) {
  try {
    if (const char *reason = missing(spec))
      return KernelError{reason};
    const KernelSpec form = canonical(spec);
    KernelObject object;
    object.symbol = symbol;
    Sources sources(form, uniquePrefix(spec));
    BuiltKernel kernel = build(form, sources);
    compileObject(form, sources, kernel, object);
    object.schedule = std::move(kernel.schedule);
    return object;
  } catch (const Halide::Error &error) {
    return KernelError{error.what()};
  } catch (const std::exception &error) {
    return KernelError{error.what()};
  }
}

std::string_view kernelVersion() { return EVENSTRIDE_KERNEL_SOURCES " halide-21.0.0"; }

} // namespace evenstride::kernels
