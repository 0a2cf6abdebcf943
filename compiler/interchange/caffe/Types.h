// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The types of Caffe's layers that are imported, and the function of each.
#pragma once

#include "interchange/Affine.h"
#include "interchange/caffe/Layer.h"

namespace evenstride::interchange::caffe {

/// Adds what a layer means to the draft and sets its tops. Throws Refusal where nothing means the same.
using Import = void (*)(Layer &);

void importActivation(Layer &layer);
void importBatchNorm(Layer &layer);
void importBias(Layer &layer);
void importClip(Layer &layer);
void importConcat(Layer &layer);
void importConvolution(Layer &layer);
void importCrop(Layer &layer);
void importDeconvolution(Layer &layer);
void importDropout(Layer &layer);
void importEltwise(Layer &layer);
void importFlatten(Layer &layer);
void importInnerProduct(Layer &layer);
void importLRN(Layer &layer);
void importPermute(Layer &layer);
void importPooling(Layer &layer);
void importPower(Layer &layer);
void importPReLU(Layer &layer);
void importReLU(Layer &layer);
void importReshape(Layer &layer);
void importScale(Layer &layer);
void importShuffleChannel(Layer &layer);
void importSlice(Layer &layer);
void importSoftmax(Layer &layer);
void importSplit(Layer &layer);

struct Type {
  std::string_view name;
  Import import;
};

/// Null if no layer of this type is imported.
const Type *findType(std::string_view name);
std::span<const Type> allTypes();

/// x * factor + summand, seen as the view is.
View affine(Layer &layer, const View &view, const AffineNumbers &numbers);

} // namespace evenstride::interchange::caffe
