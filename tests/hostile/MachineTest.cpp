// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the machine refuses: no back half, one that fails, no linker, another processor, no room to write.
#include "Refusal.h"
#include "support/Paths.h"

#include <unistd.h>

using namespace evenstride::test;

namespace {

/// An installation of its own, in the sandbox's folder beside the work.
struct Installation : Sandbox {
  Installation() {
    std::filesystem::path prefix = inside().parent_path() / "prefix";
    std::filesystem::create_directories(prefix / "bin");
    std::filesystem::copy_file(evenstride::test::binaryDirectory() / "bin/evenstride", prefix / "bin/evenstride");
    use(prefix / "bin/evenstride");
    write("plain.stride", reluNetwork);
    write("broken.stride", "network broken(x: f32[1, 4, 4]) { return x -> relu }\n");
    write("unfit.stride", "network unfit(x: f32[1, 4, 4]) { return x -> relu }\n");
  }
  void addFailingBackend() const {
    std::filesystem::path place = inside().parent_path() / "prefix/lib/evenstride";
    std::filesystem::create_directories(place);
    std::filesystem::copy_file(FAILING_BACKEND, place / "libevenstride_backend.so");
  }
};

} // namespace

TEST_CASE("an installation without the back half checks, and says so where it must compile") {
  Installation installation;
  CHECK(installation.run("evenstride check plain.stride").exitCode == 0);
  refusal(installation, "evenstride build plain.stride -o out", "E0008");
  refusal(installation, "evenstride bench plain.stride", "E0008");
}

TEST_CASE("a fault of the compiler") {
  Installation installation;
  installation.addFailingBackend();
  CHECK(contains(refusal(installation, "evenstride build broken.stride -o out", "E0009"), "the disk is full"));
  refusal(installation, "evenstride bench broken.stride", "E0009");
}

TEST_CASE("no linker, or one that fails") {
  Installation installation;
  installation.addFailingBackend();
  CHECK(contains(refusal(installation, "evenstride bench plain.stride", "E0010", 2, "CC=no-such-compiler "),
                 "cannot be started"));
  refusal(installation, "evenstride bench plain.stride", "E0010", 2, "CC=false ");
  CHECK(installation.run("evenstride build plain.stride -o kept").exitCode == 0); // needs no linker
  refusal(installation, "evenstride build plain.stride -o kept --shared", "E0010", 2, "CC=false ");
}

TEST_CASE("a compiled network that cannot run here") {
  Installation installation;
  installation.addFailingBackend();
  refusal(installation, "evenstride bench unfit.stride", "E0007");
  refusal(installation, "evenstride bench plain.stride", "E0015");
  CHECK(std::filesystem::exists(installation.cache()));
}

TEST_CASE("nothing half-written stays where a folder cannot be written") {
  Installation installation;
  installation.addFailingBackend();
  installation.write("taken", "a file");
  refusal(installation, "evenstride build plain.stride -o taken", "E0005");
  refusal(installation, "evenstride build plain.stride -o taken/inside", "E0005");
  std::filesystem::create_directories(installation.inside() / "out/plain.h"); // a folder where a file should go
  refusal(installation, "evenstride build plain.stride -o out", "E0005");
  if (geteuid() != 0) { // root may write anywhere
    std::filesystem::create_directory(installation.inside() / "closed");
    std::filesystem::permissions(installation.inside() / "closed", std::filesystem::perms::owner_read);
    refusal(installation, "evenstride build plain.stride -o closed", "E0005");
  }
  refusal(installation, "evenstride build plain.stride -o /proc/nowhere", "E0005");
}

TEST_CASE("without a cache everything works") {
  Installation installation;
  installation.addFailingBackend();
  refusal(installation, "evenstride bench unfit.stride", "E0007", 2, "XDG_CACHE_HOME=/proc/nowhere ");
  refusal(installation, "evenstride bench unfit.stride", "E0007", 2, "XDG_CACHE_HOME= HOME= ");
}
