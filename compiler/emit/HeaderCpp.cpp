// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes <net>.hpp.
#include "emit/Headers.h"

#include "emit/Names.h"

#include <fmt/format.h>

namespace evenstride::emit {

namespace {

class CppHeader {
public:
  explicit CppHeader(const HeaderInput &input)
      : input(input), program(input.program), net(input.program.name), type(identifier(input.program.name)) {
    parameters = parameterNames(program.portNames());
  }

  std::string text() {
    begin();
    shapes("input", program.inputs);
    shapes("output", program.outputs);
    creation();
    runOne();
    runBatch();
    line("}};\n\n}} // namespace evenstride\n\n#endif");
    return std::move(out);
  }

private:
  template <typename... Arguments> void line(fmt::format_string<Arguments...> format, Arguments &&...arguments) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
    out += '\n';
  }

  void begin() {
    line("// The network `{}`, compiled by Evenstride for {}. Do not edit: building the network writes this anew.", net,
         input.targetNames());
    line("#ifndef EVENSTRIDE_NETWORK_{}_HPP", net);
    line("#define EVENSTRIDE_NETWORK_{}_HPP\n", net);
    line("#include \"{}.h\"\n", net);
    line("#include <evenstride/runtime.hpp>\n");
    line("#include <cstddef>\n#include <cstdint>\n#include <span>\n");
    line("namespace evenstride {{\n");
    line("/// May be moved, not copied, and used by one thread at a time. Tensors are row-major, without gaps, and "
         "fp32,");
    line("/// [channels, height, width], where their structures say nothing else; outputs may not share memory with "
         "inputs or with each other.");
    line("class {} : public network_base {{\npublic:", type);
  }

  void shapes(const char *kind, const std::vector<Port> &ports) {
    for (const Port &port : ports) {
      line("  struct {}_{} {{{}", kind, port.name, port.interleaved ? " // [height, width, channels]" : "");
      line("    using element = {};", typeOf(port));
      line("    static constexpr std::size_t channels = {}, height = {}, width = {};", port.shape.channels,
           port.shape.height, port.shape.width);
      line("    static constexpr std::size_t size = channels * height * width; // elements");
      line("  }};");
    }
  }

  void creation() {
    line("\n  /// Allocates the arena once, unless the options give one. Throws std::bad_alloc or std::system_error.");
    if (!input.embedWeights)
      line("  /// The options must give the weights of {}.weights, mapped for example by evenstride::mapped_weights.",
           net);
    line("  explicit {0}(const options &given{1}) : network_base({2}_network, given) {{}}\n", type,
         input.embedWeights ? " = {}" : "", net);
    line("  /// For the target that the options name, or the one that this CPU gets; 0 if it runs none.");
    line("  static std::size_t arena_bytes(const char *target = nullptr) noexcept {{");
    line("    return evenstride_arena_bytes(&{}_network, target);\n  }}", net);
    line("  static std::size_t weights_bytes() noexcept {{ return {}_network.weights_bytes; }}\n", net);
  }

  static std::string_view typeOf(const Port &port) { return port.bytes ? "std::uint8_t" : "float"; }

  /// `of` writes the type of one parameter from its kind, its port and whether it is an input.
  template <typename TypeOf> std::string portParameters(const TypeOf &typeOf) const {
    std::string text;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const bool isInput = i < program.inputs.size();
      const Port &port = isInput ? program.inputs[i] : program.outputs[i - program.inputs.size()];
      text += fmt::format("{}{} {}", i ? ", " : "", typeOf(isInput, port), parameters[i]);
    }
    return text;
  }
  std::string names(size_t first, size_t count, std::string_view member) const {
    std::string text;
    for (size_t i = first; i < first + count; ++i)
      text += fmt::format("{}{}{}", i > first ? ", " : "", parameters[i], member);
    return text;
  }
  void pointers(std::string_view member) {
    const size_t inputs = program.inputs.size(), outputs = program.outputs.size();
    line("    const void *const evenstride_in[] = {{{}}};", names(0, inputs, member));
    line("    float *const evenstride_out[] = {{{}}};", names(inputs, outputs, member));
  }

  void runOne() {
    line("  /// Runs one image. Allocates nothing; throws std::system_error where buffers overlap.");
    line("  void run({}) {{", portParameters([](bool isInput, const Port &port) {
           return fmt::format("std::span<{}{}, {}_{}::size>", isInput ? "const " : "", typeOf(port),
                              isInput ? "input" : "output", port.name);
         }));
    pointers(".data()");
    line("    require(evenstride_run(context(), 1, evenstride_in, nullptr, evenstride_out, nullptr));\n  }}\n");
  }

  void runBatch() {
    const size_t inputs = program.inputs.size(), outputs = program.outputs.size();
    line("  /// Runs `count` images, one after the other, in the calling order.");
    line("  void run(std::size_t count, {}) {{", portParameters([](bool isInput, const Port &port) {
           return fmt::format("images<{}{}>", isInput ? "const " : "", typeOf(port));
         }));
    pointers(".data");
    line("    const std::size_t evenstride_in_strides[] = {{{}}};", names(0, inputs, ".stride"));
    line("    const std::size_t evenstride_out_strides[] = {{{}}};", names(inputs, outputs, ".stride"));
    line("    require(evenstride_run(context(), count, evenstride_in, evenstride_in_strides, evenstride_out,");
    line("                           evenstride_out_strides));\n  }}");
  }

  const HeaderInput &input;
  const Program &program;
  const std::string &net;
  const std::string type;
  std::vector<std::string> parameters;
  std::string out;
};

} // namespace

std::string cppHeader(const HeaderInput &input) { return CppHeader(input).text(); }

} // namespace evenstride::emit
