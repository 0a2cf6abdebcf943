// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a command's weights come from, and what they are.
#pragma once

#include "driver/Fingerprint.h"
#include "driver/Options.h"
#include "emit/Backend.h"
#include "interchange/Imported.h"
#include "interchange/WeightStore.h"

#include <memory>
#include <optional>
#include <string>

namespace evenstride::driver {

/// What happens where neither --weights nor a file beside the model gives any.
enum class WithoutWeights { Refuse, MakeUp };

/// The weights of one network: named and hashed at once, read and held against the layers when asked.
class Weights {
public:
  /// Finds them: --weights, --random-weights, the file beside the model. Reports E0001 and E0401.
  static std::optional<Weights> find(const NetworkOptions &options, const check::Graph &graph, WithoutWeights without,
                                     diagnostics::Sink &sink);

  /// Those that came with an imported file, called `path`.
  static Weights of(std::shared_ptr<const interchange::Imported> imported, std::string path);

  /// Reads and binds them, once; false after errors.
  bool load(const check::Graph &graph, diagnostics::Sink &sink);
  /// What was loaded; valid as long as this object lives.
  emit::WeightMap views() const;

  /// Equal identities mean equal weights.
  void addTo(Fingerprint &fingerprint) const;
  /// The seed of made-up weights.
  std::optional<uint64_t> seed() const { return randomSeed; }
  /// The file that they come from; empty for made-up ones and networks without any.
  const std::string &source() const { return path; }
  /// "made-up weights (seed 1)", "denoise.safetensors"; for people.
  std::string describe() const;

private:
  std::string path;
  std::shared_ptr<const interchange::Imported> imported;
  std::optional<interchange::MappedFile> file; // none for made-up weights and networks without any
  std::optional<uint64_t> randomSeed;
  std::optional<interchange::WeightStore> store;
};

} // namespace evenstride::driver
