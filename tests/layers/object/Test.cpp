// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an object promises: its symbols, the same bytes every time; and the texts and faults around it.
#include "kernels/Kernels.h"
#include "layers/support/Cases.h"

#include <doctest/doctest.h>

#include <elf.h>

#include <cstring>
#include <functional>
#include <set>

using namespace evenstride;
using namespace evenstride::layertest;
using kernels::KernelError;
using kernels::KernelObject;
using kernels::KernelSpec;

namespace {

const support::Target &target() { return *support::hostTarget(); }

KernelObject compiled(const KernelSpec &spec, std::string_view symbol) {
  auto result = kernels::compileKernel(spec, symbol);
  if (auto *error = std::get_if<KernelError>(&result))
    FAIL(error->message);
  return std::move(std::get<KernelObject>(result));
}

// Calls visit(name, symbol) for every named symbol of an ELF object.
void eachSymbol(const std::vector<char> &bytes, const std::function<void(std::string, const Elf64_Sym &)> &visit) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  std::memcpy(sections.data(), bytes.data() + header.e_shoff, sections.size() * sizeof(Elf64_Shdr));
  for (const Elf64_Shdr &section : sections) {
    if (section.sh_type != SHT_SYMTAB)
      continue;
    std::vector<Elf64_Sym> symbols(section.sh_size / sizeof(Elf64_Sym));
    std::memcpy(symbols.data(), bytes.data() + section.sh_offset, section.sh_size);
    const char *names = bytes.data() + sections[section.sh_link].sh_offset;
    for (const Elf64_Sym &symbol : symbols)
      if (symbol.st_name)
        visit(names + symbol.st_name, symbol);
  }
}

Case parallelConv() {
  return {.input = {64, 40, 40}, .outputs = 64, .in = haloed(blocks, 1, 1, 1, 1), .window = square(3, 1, 1)};
}

std::vector<Case> oneOfEachFamily() {
  std::vector<Case> cases = {parallelConv(),
                             {.input = {64, 40, 40}, .outputs = 1, .out = planes},
                             {.input = {32, 9, 9}, .outputs = 32, .groups = 8},
                             {.family = Family::DepthwiseConv, .input = {64, 56, 56}, .window = square(3)},
                             {.family = Family::Dense, .input = {512, 7, 7}, .outputs = 1000, .out = planes}};
  for (Family family : {Family::MaxPool, Family::AvgPool})
    cases.push_back({.family = family, .input = {64, 112, 112}, .window = square(3, 1, 1)});
  for (Family family : {Family::GlobalAvgPool, Family::Elementwise, Family::Crop, Family::Softmax})
    cases.push_back({.family = family, .input = {64, 56, 56}});
  cases.push_back({.family = Family::PixelShuffle, .input = {36, 90, 90}, .out = planes, .factor = 3});
  cases.push_back(parallelConv()); // the last, because it may ask for memory
  cases.back().algorithm = kernels::Algorithm::Winograd4;
  for (Case &test : cases)
    test.steps = {{StepKind::Tanh}, {StepKind::Gelu}, {StepKind::LeakyRelu, 0.1}};
  return cases;
}

} // namespace

TEST_CASE("an object shows its symbol alone and asks for threads and promised memory at most") {
  std::set<std::string> allowed = {"halide_do_par_for", "memcpy", "memset", "_GLOBAL_OFFSET_TABLE_"};
  for (const Case &test : oneOfEachFamily()) {
    const KernelSpec spec = specOf(test, target());
    CAPTURE(kernels::describe(spec));
    const KernelObject object = compiled(spec, "wanted");
    CHECK(object.symbol == "wanted");
    CHECK_FALSE(object.schedule.empty());
    const bool takesMemory = test.algorithm != kernels::Algorithm::Chosen;
    CHECK((object.scratchBytes > 0) == takesMemory);
    CHECK((object.scratchSlots > 0) == takesMemory);
    CHECK((object.sharedScratchBytes > 0) == takesMemory);
    if (takesMemory)
      allowed.insert({"halide_malloc", "halide_free"});
    int defined = 0;
    eachSymbol(object.bytes, [&](const std::string &name, const Elf64_Sym &symbol) {
      if (ELF64_ST_BIND(symbol.st_info) == STB_LOCAL)
        return;
      if (symbol.st_shndx == SHN_UNDEF) {
        INFO(name);
        CHECK(allowed.contains(name));
      } else if (name != "wanted") {
        INFO(name); // the bodies of tasks: of use to nobody else
        CHECK(name.starts_with("wanted_par_for_"));
      } else {
        ++defined;
      }
    });
    CHECK(defined == 1);
  }
}

TEST_CASE("an object does not depend on what was compiled before it") {
  // Halide numbers names over the whole process, also those that return when a spec is compiled again
  std::vector<KernelSpec> specs;
  for (const Case &test : oneOfEachFamily())
    specs.push_back(specOf(test, target()));
  std::vector<KernelObject> first;
  for (const KernelSpec &spec : specs)
    first.push_back(compiled(spec, "kernel"));
  for (size_t i = specs.size(); i-- > 0;) {
    CAPTURE(kernels::describe(specs[i]));
    CHECK(compiled(specs[i], "kernel").bytes == first[i].bytes);
  }
}

TEST_CASE("texts of specs differ where specs do") {
  std::vector<KernelSpec> specs;
  auto changed = [&](auto change) {
    KernelSpec spec = specOf(parallelConv(), target());
    spec.epilogue = {{kernels::StepKind::LeakyRelu, 0, {0.1}}};
    spec.pool = maxPool(square(2, 2));
    change(spec);
    specs.push_back(spec);
  };
  changed([](KernelSpec &) {});
  changed([](KernelSpec &s) { s.family = Family::MaxPool; });
  changed([](KernelSpec &s) { s.inputs.push_back(s.inputs[0]); });
  changed([](KernelSpec &s) { s.inputs[0].haloRight = 2; });
  changed([](KernelSpec &s) { s.inputs[0].rowPitch += 1; });
  changed([](KernelSpec &s) { s.inputs[0].planePitch += 1; });
  changed([](KernelSpec &s) { s.output.block = 1; });
  changed([](KernelSpec &s) { s.output.channels -= 1; });
  changed([](KernelSpec &s) { s.window.dilation[1] = 2; });
  changed([](KernelSpec &s) { s.window.pad[3] = 0; });
  changed([](KernelSpec &s) { s.groups = 2; });
  changed([](KernelSpec &s) { s.hasBias = false; });
  changed([](KernelSpec &s) { s.countPadding = true; });
  changed([](KernelSpec &s) { s.offset[1] = 1; });
  changed([](KernelSpec &s) { s.factor = 2; });
  changed([](KernelSpec &s) { s.epilogue[0].numbers[0] = 0.1000001; });
  changed([](KernelSpec &s) { s.epilogue[0] = {kernels::StepKind::Clip, 0, {0.1, 1}}; });
  changed([](KernelSpec &s) { s.epilogue[0] = {kernels::StepKind::Clip, 0, {0.1, 2}}; });
  changed([](KernelSpec &s) { s.epilogue[0] = {kernels::StepKind::Add, 1}; });
  changed([](KernelSpec &s) { s.epilogue.clear(); });
  changed([](KernelSpec &s) { s.pool->max = false; });
  changed([](KernelSpec &s) { s.pool->countPadding = true; });
  changed([](KernelSpec &s) { s.pool->window.stride[0] = 1; });
  changed([](KernelSpec &s) { s.pool.reset(); });
  changed([](KernelSpec &s) { s.inPlaceOperand = 0; });
  changed([](KernelSpec &s) { s.sums = kernels::Sums::Any; });
  changed([](KernelSpec &s) { s.algorithm = kernels::Algorithm::Direct; });
  changed([](KernelSpec &s) { s.algorithm = kernels::Algorithm::Winograd2; });
  changed([](KernelSpec &s) { s.target = &support::allTargets()[0]; });
  std::set<std::string> texts;
  for (const KernelSpec &spec : specs)
    texts.insert(kernels::describe(spec));
  CHECK(texts.size() == specs.size());
  CHECK(kernels::describe(specs[0]) == kernels::describe(KernelSpec(specs[0])));
}

TEST_CASE("what no plan makes is an error, not an end") {
  KernelSpec pooled = specOf({.family = Family::Softmax, .input = {16, 4, 4}}, target());
  pooled.pool = maxPool(square(2, 2));
  CHECK(std::holds_alternative<KernelError>(kernels::compileKernel(pooled, "kernel")));
  KernelSpec bare;
  CHECK(std::holds_alternative<KernelError>(kernels::compileKernel(bare, "kernel")));
  support::Target unknown = target();
  unknown.halide = "no-such-machine";
  KernelSpec foreign = specOf(parallelConv(), target());
  foreign.target = &unknown;
  CHECK(std::holds_alternative<KernelError>(kernels::compileKernel(foreign, "kernel")));
}
