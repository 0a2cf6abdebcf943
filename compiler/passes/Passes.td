// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes from `stride` to `plan`, one .cpp each. Their order is in Pipeline.cpp.
#ifndef EVENSTRIDE_PASSES
#define EVENSTRIDE_PASSES

include "mlir/Pass/PassBase.td"

def CanonicalizeExact : Pass<"canonicalize-exact", "::evenstride::stride::NetworkOp"> {
  let summary = "Take out layers that change nothing, bit for bit";
  let description = [{
    Crops of nothing and crops of crops, slices likewise, activations that repeat, windows of one element, shuffles and
    upsamplings by 1, means over one element, pads of zeros that a convolution does itself, flattenings that a dense
    layer or a vector does not need, and layers whose result nobody reads.
  }];
}

def FoldBatchNorm : Pass<"fold-batch-norm", "::evenstride::stride::NetworkOp"> {
  let summary = "Fold batch normalisations into the layer before them";
  let description = [{
    A `stride.batch_norm` that is the only reader of a convolution or dense layer becomes the `folded_norm` of that
    layer; the numbers are folded when weights are packed. Others stay.
  }];
}

def FoldPriors : Pass<"fold-priors", "::evenstride::stride::NetworkOp"> {
  let summary = "Fold normalisations into the layers behind them";
  let description = [{
    A `stride.batch_norm` or `stride.scale` that only convolutions and dense layers read becomes the `prior` of each of
    them; the numbers are folded when weights are packed. Not where a convolution pads, whose zeros come behind the
    normalisation, unless it leaves 0 alone, or the convolution reads bytes and makes up its padding: then it pads with
    what the normalisation turns to 0. Those that stay are steps of an epilogue.
  }];
  let dependentDialects = ["::evenstride::plan::PlanDialect"];
}

def FuseGroups : Pass<"fuse-groups", "::evenstride::stride::NetworkOp"> {
  let summary = "Gather layers into groups that one kernel computes";
  let description = [{
    A group is a layer and the chain of activations, sums, differences and products that follow it with no other reader
    in between; after a convolution it may end in a small pool whose windows do not overlap. Convolutions choose first,
    so that a residual sum lands in the epilogue of a convolution. `concat`, `slice`, `crop` and `flatten` stay: they
    are questions of layout.
  }];
  let dependentDialects = ["::evenstride::plan::PlanDialect"];
}

def ChooseLayouts : Pass<"choose-layouts", "::mlir::ModuleOp"> {
  let summary = "Put values into buffers: blocked layouts with halos, views, user memory";
  let description = [{
    Turns the network of groups into a `plan.network`. Images with channels enough for a vector are blocked by the
    target's vector, others are planar; halos are as wide as the widest padding that a convolution reads. The last
    kernel writes an output directly, operands of a `concat` are written into its slices, a `slice` or `crop` is a view
    and a `flatten` the same memory wherever that can be; what remains are kernels that copy.
  }];
  let options = [Option<"targetName", "target", "std::string", "\"x86-64-avx2\"",
                        "Name of the target, as `evenstride targets` lists it">];
  let dependentDialects = ["::evenstride::plan::PlanDialect"];
}

def SplitPools : Pass<"split-pools", "::evenstride::plan::NetworkOp"> {
  let summary = "Give pools kernels of their own where that is faster than in the epilogue of a convolution";
  let description = [{
    A fused pool takes registers and tiles away from a convolution that it might use better: tiles of 7 x 7 outputs have
    no room for windows of 2 x 2, and 16 registers hold few windows. Whether the pool is split off comes from a model of what kernels cost, which the pipeline
    brings along; none is without one.
  }];
  let options = [Option<"always", "always", "bool", "false", "Split all of them off">];
}

def FormStrips : Pass<"form-strips", "::evenstride::plan::NetworkOp"> {
  let summary = "Run chains of kernels strip by strip, so that what is between them stays in the cache";
  let description = [{
    Kernels that follow each other become a `plan.strips` where their images cost more on the way to memory and back
    than strips cost in rows that are computed in vain, moved, or too few for a kernel. Buffers between them hold a strip
    and the rows before it that windows still reach. Without `rows` the number of rows, and whether it pays, comes from
    a model of what kernels cost, which the pipeline brings along; no two kernels are joined without one.
  }];
  let options = [Option<"rows", "rows", "int64_t", "0",
                        "Rows of the first kernel of each chain: all chains that are possible are formed">];
}

def PlanMemory : Pass<"plan-memory", "::evenstride::plan::NetworkOp"> {
  let summary = "Give buffers their places in one arena";
  let description = [{
    Lets a kernel overwrite an operand that nobody reads again, zeroes halos before the first write, and places the
    buffers, the largest first, each into the lowest gap among those alive at the same time.
  }];
}

#endif // EVENSTRIDE_PASSES
