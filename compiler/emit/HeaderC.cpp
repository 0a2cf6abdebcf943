// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes <net>.h.
#include "emit/Headers.h"

#include "emit/Names.h"

#include <fmt/format.h>

namespace evenstride::emit {

std::string HeaderInput::targetNames() const {
  std::string text;
  for (size_t i = 0; i < targets.size(); ++i)
    text += std::string(i == 0 ? "" : i + 1 < targets.size() ? ", " : " and ") + std::string(targets[i]->name);
  return text;
}

namespace {

/// "[3, 480, 640]", "uint8_t [480, 640, 3], channels last"
std::string portText(const Port &port) {
  const layers::Shape &shape = port.shape;
  const std::string_view type = port.bytes ? "uint8_t " : "";
  if (port.interleaved)
    return fmt::format("{}[{}, {}, {}], channels last", type, shape.height, shape.width, shape.channels);
  return fmt::format("{}[{}, {}, {}]", type, shape.channels, shape.height, shape.width);
}

class CHeader {
public:
  explicit CHeader(const HeaderInput &input) : input(input), program(input.program), net(input.program.name) {
    parameters = parameterNames(program.portNames());
  }

  std::string text() {
    begin();
    sizes("input", program.inputs);
    sizes("output", program.outputs);
    creation();
    runOne();
    runBatch();
    end();
    return std::move(out);
  }

private:
  template <typename... Arguments> void line(fmt::format_string<Arguments...> format, Arguments &&...arguments) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
    out += '\n';
  }

  void begin() {
    line("/* The network `{}`, compiled by Evenstride for {}. Do not edit: building the network writes this anew.", net,
         input.targetNames());
    line(" *");
    line(" * Tensors are fp32 on 4 bytes, [channels, height, width], row-major, without gaps, where nothing else is "
         "said:");
    for (const Port &port : program.inputs)
      line(" *   input  {} {}", port.name, portText(port));
    for (const Port &port : program.outputs)
      line(" *   output {} {}", port.name, portText(port));
    line(" * Outputs may not share memory with inputs or with each other. Codes: evenstride/runtime.h. */");
    line("#ifndef EVENSTRIDE_NETWORK_{}_H", net);
    line("#define EVENSTRIDE_NETWORK_{}_H\n", net);
    line("#include <evenstride/runtime.h>\n");
    line("#ifdef __cplusplus\nextern \"C\" {{\n#endif\n");
    line("extern const evenstride_network {}_network;\n", net);
  }

  void sizes(const char *kind, const std::vector<Port> &ports) {
    for (const Port &port : ports) {
      const std::string prefix = fmt::format("{}_{}_{}", net, kind, port.name);
      line("/* {} `{}`; size counts elements of type {}. */", kind, port.name, port.elementType());
      line("enum {{\n  {0}_channels = {1},\n  {0}_height = {2},\n  {0}_width = {3},\n  {0}_size = {4}\n}};\n", prefix,
           port.shape.channels, port.shape.height, port.shape.width, port.shape.elements());
    }
  }

  void creation() {
    line("/* A network ready to run: one thread at a time; make one per thread. */");
    line("typedef struct {0}_context {0}_context;", net);
    line("typedef evenstride_options {}_options;\n", net);
    if (input.targets.size() == 1)
      line("/* Bytes of memory for activations, on 64 bytes, where the caller gives it in the options; 0 on a CPU "
           "without "
           "the\n * instructions. */");
    else
      line("/* Bytes of memory for activations, on 64 bytes, where the caller gives it in the options, for the target "
           "that this\n * CPU gets; 0 if it runs none. For a target that the options name: evenstride_arena_bytes. */");
    line("static inline size_t {0}_arena_bytes(void) {{ return evenstride_arena_bytes(&{0}_network, 0); }}", net);
    if (input.embedWeights)
      line("/* Bytes of the packed weights, which are in the library. */");
    else
      line("/* Bytes of the packed weights, which are in {}.weights: map the file with evenstride_map_weights and pass "
           "it in\n"
           " * the options. */",
           net);
    line("static inline size_t {0}_weights_bytes(void) {{ return {0}_network.weights_bytes; }}\n", net);
    line("/* Allocates all that running needs. Null options: own arena, calling thread alone. */");
    line("static inline evenstride_status {0}_create(const {0}_options *options, {0}_context **context) {{", net);
    line("  return evenstride_create(&{}_network, options, (evenstride_context **)context);\n}}", net);
    line("/* The target whose code the context runs, as in \"{}\". */", input.targets.front()->name);
    line("static inline const char *{0}_target(const {0}_context *context) {{", net);
    line("  return evenstride_target((const evenstride_context *)context);\n}}");
    line("static inline void {0}_destroy({0}_context *context) {{ evenstride_destroy((evenstride_context *)context); "
         "}}\n",
         net);
  }

  /// ", const float *noisy, float *result".
  std::string portParameters() const {
    std::string text;
    for (size_t i = 0; i < parameters.size(); ++i)
      text += i < program.inputs.size() ? fmt::format(", const {} *{}", program.inputs[i].elementType(), parameters[i])
                                        : fmt::format(", float *{}", parameters[i]);
    return text;
  }
  std::string names(size_t first, size_t count) const {
    std::string text;
    for (size_t i = first; i < first + count; ++i)
      text += (i > first ? ", " : "") + parameters[i];
    return text;
  }

  void runOne() {
    line("/* Runs one image; allocates nothing. */");
    line("static inline evenstride_status {0}_run({0}_context *context{1}) {{", net, portParameters());
    line("  const void *inputs[{}] = {{{}}};", program.inputs.size(), names(0, program.inputs.size()));
    line("  float *outputs[{}] = {{{}}};", program.outputs.size(),
         names(program.inputs.size(), program.outputs.size()));
    line("  return evenstride_run((evenstride_context *)context, 1, inputs, 0, outputs, 0);\n}}\n");
  }

  void runBatch() {
    line(
        "/* Runs `count` images: image i of input t begins i * input_strides[t] elements behind inputs[t], likewise of "
        "outputs;\n"
        " * null strides: images follow each other. */");
    line("static inline evenstride_status {0}_run_batch({0}_context *context, size_t count, const void *const *inputs,",
         net);
    line("    const size_t *input_strides, float *const *outputs, const size_t *output_strides) {{");
    line("  return evenstride_run((evenstride_context *)context, count, inputs, input_strides, outputs, "
         "output_strides);\n}}");
  }

  void end() { line("\n#ifdef __cplusplus\n}}\n#endif\n#endif"); }

  const HeaderInput &input;
  const Program &program;
  const std::string &net;
  std::vector<std::string> parameters;
  std::string out;
};

} // namespace

std::string cHeader(const HeaderInput &input) { return CHeader(input).text(); }

} // namespace evenstride::emit
