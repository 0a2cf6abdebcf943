// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A back half whose faults are chosen by the network's name: `broken` cannot be compiled, `unfit` gives a library that
// refuses to run here, all others give an empty archive.
#include "emit/Backend.h"

#include <fstream>
#include <iterator>

using namespace evenstride;

static std::vector<char> unfitArchive() {
  std::ifstream file(UNFIT_NETWORK, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

static emit::BackendResult compile(const emit::BackendRequest &request) {
  if (request.graph->name == "broken")
    return emit::BackendError{"the disk is full"};
  static constexpr std::string_view emptyArchive = "!<arch>\n";
  emit::LibraryFiles files;
  files.plans.resize(1);
  files.plans[0].target = request.targets.front();
  files.archive.assign(emptyArchive.begin(), emptyArchive.end());
  if (request.graph->name == "unfit")
    files.archive = unfitArchive();
  files.header = files.cppHeader = "// nothing\n";
  return files;
}

extern "C" const emit::Backend *evenstride_backend() {
  static const emit::Backend backend{compile};
  return &backend;
}
