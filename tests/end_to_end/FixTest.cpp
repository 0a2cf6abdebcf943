// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `evenstride fix`: what it shows, what it writes, and that the compiled network computes the same bits.
#include "driver/Array.h"
#include "support/Sandbox.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace evenstride;
using namespace evenstride::test;
namespace fs = std::filesystem;

namespace {

constexpr const char *stem = "# The stem of a ResNet\n"
                             "network stem(image: f32[3, 32, 32]) {\n"
                             "    let a = image\n"
                             "        -> conv(8, 7x7, stride: 2, pad: 3)  # halves\n"
                             "        -> relu\n"
                             "    return a -> conv(8, 1x1, stride: 2)\n"
                             "}\n";

bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

nlohmann::json lastLine(const std::string &output) {
  size_t end = output.find_last_not_of('\n') + 1, begin = output.rfind('\n', end - 1) + 1;
  return nlohmann::json::parse(output.substr(begin, end - begin));
}

} // namespace

TEST_CASE("fix shows every fix as a difference of lines, and writes nothing") {
  Sandbox sandbox;
  sandbox.write("stem.stride", stem);
  CommandResult shown = sandbox.run("evenstride fix stem.stride");
  CHECK(shown.exitCode == 1);
  CHECK(shown.errors == "");
  CHECK(contains(shown.output, "E0301 stem.stride:4:25: the output size of `conv1` is not an integer\n"
                               "[bit-identical] trim the padding at the end that no window reads\n"
                               "--- stem.stride\n+++ stem.stride\n@@ -3,3 +3,3 @@\n"
                               "     let a = image\n"
                               "-        -> conv(8, 7x7, stride: 2, pad: 3)  # halves\n"
                               "+        -> conv(8, 7x7, stride: 2, pad: (3, 3, 2, 2))  # halves\n"
                               "         -> relu\n"));
  CHECK(contains(shown.output, "2 places: evenstride fix stem.stride --apply bit-identical\n"));
  CHECK(sandbox.read("stem.stride") == stem);
  CHECK_FALSE(contains(shown.output, "\x1b"));
}

TEST_CASE("fix --apply rewrites the file, keeps what it does not change, and is a fixpoint") {
  Sandbox sandbox;
  sandbox.write("stem.stride", stem);
  sandbox.run("chmod 640 stem.stride && ln -s stem.stride link.stride");
  CommandResult applied = sandbox.run("evenstride fix link.stride --apply bit-identical --json");
  CHECK(applied.exitCode == 0);
  CHECK(applied.errors == "");
  CHECK(lastLine(applied.output)["applied"] == 2);
  CHECK(lastLine(applied.output)["diagnostics"].empty());
  std::string mended = sandbox.read("stem.stride");
  CHECK(contains(mended, "conv(8, 7x7, stride: 2, pad: (3, 3, 2, 2))  # halves"));
  CHECK(contains(mended, "a -> crop(right: 1, bottom: 1) -> conv(8, 1x1, stride: 2)"));
  CHECK(fs::is_symlink(sandbox.inside() / "link.stride"));
  CHECK(fs::status(sandbox.inside() / "stem.stride").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read));
  CommandResult again = sandbox.run("evenstride fix stem.stride --apply bit-identical");
  CHECK(again.exitCode == 0);
  CHECK(sandbox.read("stem.stride") == mended);
}

TEST_CASE("errors that stay are reported, and decide the exit code") {
  Sandbox sandbox;
  sandbox.write("net.stride", "network n(x: f32[1, 28, 28]) {\n"
                              "    return x -> conv(4, 3x3, stride: 2, pad: 1) -> conv(4, 3x3, stride: 2)\n}\n");
  CommandResult applied = sandbox.run("evenstride fix net.stride --apply bit-identical");
  CHECK(applied.exitCode == 1);
  CHECK(contains(applied.errors, "error[E0301]: the output size of `conv2`"));
  CHECK_FALSE(contains(sandbox.read("net.stride"), "crop"));
  CHECK(sandbox.run("evenstride fix net.stride --apply drops-input").exitCode == 0);
  CHECK(contains(sandbox.read("net.stride"), "crop"));
  CHECK(sandbox.run("evenstride fix absent.stride").exitCode == 2);
  CHECK(sandbox.run("evenstride fix net.stride --apply everything").exitCode == 2);
  sandbox.write("typo.stride", "network n(x: f32[1, 28, 28]) { return x -> rulu }\n");
  CommandResult typo = sandbox.run("evenstride fix typo.stride");
  CHECK(typo.exitCode == 1);
  CHECK(contains(typo.output, "E0201"));
  CHECK(contains(typo.output, "write `relu`"));
}

TEST_CASE("the compiled network computes the bits that `round: down` gives") {
  Sandbox sandbox;
  std::string block = "block down(x) {\n"
                      "    let long = x -> conv(6, 3x3, stride: 2, pad: 1{}) -> relu\n"
                      "    return long + (x -> conv(6, 1x1, stride: 2{}))\n}\n";
  std::string network = "network net(image: f32[3, 40, 31]) {\n"
                        "    return image -> conv(6, 7x7, stride: 2, pad: 3{}) -> down -> down\n"
                        "        -> repeat 2 { max_pool(3x3, stride: 2, pad: 1{}) }\n}\n";
  auto with = [](std::string text, const std::string &round) {
    for (size_t at; (at = text.find("{}")) != std::string::npos;)
      text.replace(at, 2, round);
    return text;
  };
  sandbox.write("floor.stride", with(block + network, ", round: down"));
  sandbox.write("fixed.stride", with(block + network, ""));
  REQUIRE(sandbox.run("evenstride fix fixed.stride --apply bit-identical").exitCode == 0);
  driver::Array image{{3, 40, 31}, std::vector<float>(3 * 40 * 31)};
  for (size_t i = 0; i < image.values.size(); ++i)
    image.values[i] = float((i * 7919) % 1009) / 500 - 1;
  auto npy = std::get<std::vector<char>>(driver::writeNpy(image));
  sandbox.write("x.npy", {npy.data(), npy.size()});
  for (std::string name : {"floor", "fixed"})
    REQUIRE(sandbox.run("evenstride run " + name + ".stride --random-weights 3 --input x.npy --output " + name + ".npy")
                .exitCode == 0);
  CHECK(sandbox.read("floor.npy").size() > 128);
  CHECK(sandbox.read("floor.npy") == sandbox.read("fixed.npy"));
}
