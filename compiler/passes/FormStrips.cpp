// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// form-strips: which kernels run strip by strip, and how many rows at a time.
#include "passes/FormStrips.h"

#include "passes/Passes.h"
#include "passes/StripRewrite.h"
#include "support/Text.h"

#include "llvm/Support/FormatVariadic.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_FORMSTRIPS
#include "passes/Passes.h.inc"

using namespace mlir;

namespace {

using Kernels = SmallVector<plan::KernelOp>;

// Kernels that work in strips and have no others in between.
SmallVector<Kernels> runsOf(plan::NetworkOp network) {
  SmallVector<Kernels> runs(1);
  for (plan::KernelOp kernel : network.getBody().getOps<plan::KernelOp>()) {
    if (worksInStrips(kernel))
      runs.back().push_back(kernel);
    else
      runs.emplace_back();
  }
  llvm::erase_if(runs, [](const Kernels &run) { return run.size() < 2; });
  return runs;
}

/// Kernels of a run from `begin` on: a chain, or a single one that stays as it is.
struct Piece {
  size_t begin = 0;
  std::optional<StripChain> chain;
  double cycles = 0, apart = 0; // of its kernels, as they are here and one by one
  double price = 0;             // of the memory that it needs in the arena
};

// Cuts a run into the pieces that cost least together.
class Cutter {
public:
  /// Chains in the place of fewer bytes of images than `inCache` are left alone.
  Cutter(ArrayRef<plan::KernelOp> run, StripCost &cost, int64_t inCache) : run(run), cost(cost), inCache(inCache) {}

  SmallVector<Piece> cut() {
    cheapest.assign(1, 0);
    pieces.assign(1, {});
    for (size_t end = 1; end <= run.size(); ++end) {
      const double alone = cost.apart(run[end - 1]);
      const double price = imagePrice(plan::KernelOp(run[end - 1]).getOutput());
      cheapest.push_back(cheapest[end - 1] + alone + price);
      pieces.push_back({.begin = end - 1, .chain = {}, .cycles = alone, .apart = alone, .price = price});
      tryChains(end);
    }
    SmallVector<Piece> chosen;
    for (size_t end = run.size(); end > 0; end = chosen.back().begin)
      chosen.push_back(std::move(pieces[end]));
    return chosen;
  }

private:
  // All chains whose last kernel is that before `end`.
  void tryChains(size_t end) {
    constexpr size_t longest = 40; // bounds the work for deep networks
    double apart = cost.apart(run[end - 1]);
    for (size_t begin = end - 1; begin > 0 && end - begin < longest;) {
      apart += cost.apart(run[--begin]);
      Piece piece{.begin = begin, .chain = {}, .apart = apart};
      tryRows(piece, end);
      if (!piece.chain || !isWorthIt(piece) || cheapest[begin] + piece.cycles + piece.price >= cheapest[end])
        continue;
      cheapest[end] = cheapest[begin] + piece.cycles + piece.price;
      pieces[end] = std::move(piece);
    }
  }

  // Multiples of the tiles of Winograd's convolutions, 4 and 6 rows, and of the strides that networks have.
  void tryRows(Piece &piece, size_t end) {
    for (int64_t rows : {4, 6, 8, 12, 16, 18, 24, 30, 32, 36, 48, 64, 96}) {
      std::optional<StripChain> chain = chainOf(run.slice(piece.begin, end - piece.begin), rows);
      if (!chain)
        continue;
      const double cycles = cost.together(*chain), price = priceOf(*chain);
      if (piece.chain && cycles + price >= piece.cycles + piece.price)
        continue;
      piece.cycles = cycles;
      piece.price = price;
      piece.chain = std::move(chain);
    }
  }

  static double priceOf(const StripChain &chain) {
    double price = memoryPrice(rollingBytes(chain));
    for (const StripKernel &kernel : chain.kernels)
      if (Value output = plan::KernelOp(kernel.kernel).getOutput(); !chain.rolling(output))
        price += imagePrice(output);
    return price;
  }

  // The model is not so exact that less than a tenth counts, and where all images fit into the third level of cache,
  // strips came out at 98 to 102 % (mobilenet, resnet50). A twentieth more time is a fair price for memory of tens of
  // megabytes.
  bool isWorthIt(const Piece &piece) const {
    constexpr double least = 0.9, most = 1.05;
    const bool savesImages = llvm::any_of(piece.chain->buffers, [](const RollingBuffer &buffer) {
      return imagePrice(plan::BufferOp(buffer.whole).getResult()) > 0;
    });
    return replacedBytes(*piece.chain) > inCache && piece.cycles <= piece.apart * (savesImages ? most : least);
  }

  ArrayRef<plan::KernelOp> run;
  StripCost &cost;
  int64_t inCache;
  SmallVector<double> cheapest; // of the kernels before
  SmallVector<Piece> pieces;    // the last of those, by end
};

// Without a model: the longest chains with so many rows, from the first kernel on.
SmallVector<Piece> longestChains(ArrayRef<plan::KernelOp> run, int64_t rows) {
  SmallVector<Piece> pieces;
  for (size_t begin = 0; begin + 1 < run.size();) {
    Piece piece{.begin = begin, .chain = {}};
    size_t next = begin + 1;
    for (size_t end = begin + 2; end <= run.size(); ++end)
      if (std::optional<StripChain> chain = chainOf(run.slice(begin, end - begin), rows)) {
        piece.chain = std::move(chain);
        next = end;
      }
    pieces.push_back(std::move(piece));
    begin = next;
  }
  return pieces;
}

std::string reasonOf(const Piece &piece) {
  auto bytes = [](int64_t number) { return support::bytesText(uint64_t(number)); };
  std::string reason =
      llvm::formatv("{0} rows at a time: {1} between the layers instead of {2}", piece.chain->kernels.front().rows,
                    bytes(rollingBytes(*piece.chain)), bytes(replacedBytes(*piece.chain)));
  if (piece.apart > 0)
    reason += llvm::formatv(", about {0:F0} % of the time", 100 * piece.cycles / piece.apart);
  return reason;
}

struct FormStrips : impl::FormStripsBase<FormStrips> {
  using FormStripsBase::FormStripsBase;
  explicit FormStrips(StripChoice choice) : cycles(std::move(choice.cycles)), costs(choice.costs) {
    rows = choice.rows;
  }

  void runOnOperation() override {
    for (const Kernels &run : runsOf(getOperation()))
      for (const Piece &piece : piecesOf(run))
        if (piece.chain)
          rewriteAsStrips(*piece.chain, reasonOf(piece));
  }

  SmallVector<Piece> piecesOf(ArrayRef<plan::KernelOp> run) {
    if (rows > 0)
      return longestChains(run, rows);
    if (!cycles)
      return {};
    StripCost cost(cycles, costs);
    return Cutter(run, cost, costs.thirdLevel / 16 * 5).cut();
  }

  KernelCycles cycles;
  support::MachineCosts costs;
};

} // namespace

std::unique_ptr<Pass> createFormStrips(StripChoice choice) { return std::make_unique<FormStrips>(std::move(choice)); }

} // namespace evenstride::passes
