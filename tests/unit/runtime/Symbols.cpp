// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The archive's symbol table: no writable data, nothing that ends the program or prints, no C++ library, and no name
// outside of our prefix. RUNTIME_ARCHIVE and NM come from CMake.
#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

namespace {

/// Symbol names by nm's letter.
std::map<char, std::set<std::string>> symbolsOf(const std::string &file) {
  std::map<char, std::set<std::string>> symbols;
  std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen((NM " --format=posix '" + file + "'").c_str(), "r"), pclose);
  REQUIRE(pipe != nullptr);
  char line[1024];
  while (std::fgets(line, sizeof line, pipe.get())) {
    std::istringstream words(line);
    std::string name, letter;
    if (words >> name >> letter && letter.size() == 1)
      symbols[letter[0]].insert(name);
  }
  return symbols;
}

} // namespace

TEST_CASE("the archive's symbols keep the runtime's promises") {
  auto symbols = symbolsOf(RUNTIME_ARCHIVE);
  REQUIRE(symbols['T'].count("evenstride_run") == 1); // nm works at all
  for (char writable : {'D', 'd', 'B', 'b', 'C', 'c', 'S', 's', 'G', 'g'})
    CHECK_MESSAGE(symbols[writable].empty(), "writable data");
  for (char defined : {'T', 'R', 'V', 'W'})
    for (const std::string &name : symbols[defined])
      CHECK_MESSAGE(name.starts_with("evenstride_"), name);

  const std::set<std::string> allowed = {"aligned_alloc",
                                         "clock_gettime",
                                         "close",
                                         "free",
                                         "fstat",
                                         "madvise",
                                         "memcmp",
                                         "memcpy",
                                         "memmove",
                                         "memset",
                                         "mmap",
                                         "munmap",
                                         "open",
                                         "open64",
                                         "mmap64",
                                         "fstat64",
                                         "pthread_cond_broadcast",
                                         "pthread_cond_destroy",
                                         "pthread_cond_init",
                                         "pthread_cond_wait",
                                         "pthread_create",
                                         "pthread_join",
                                         "pthread_mutex_destroy",
                                         "pthread_mutex_init",
                                         "pthread_mutex_lock",
                                         "pthread_mutex_unlock",
                                         "pthread_sigmask",
                                         "sigfillset",
                                         "strcmp",
                                         "_GLOBAL_OFFSET_TABLE_"};
  for (const std::string &name : symbols['U'])
    CHECK_MESSAGE((name.starts_with("evenstride_") || allowed.count(name)), name);
}
