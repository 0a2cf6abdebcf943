// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading whole files, with a limit.
#include "interchange/DiskTexts.h"

#include "interchange/MappedFile.h"
#include "support/Text.h"

#include <algorithm>
#include <filesystem>

namespace evenstride::interchange {

using support::Unreadable;

std::string DiskTexts::identity(const std::string &path) const {
  std::error_code error;
  std::filesystem::path whole = std::filesystem::absolute(path, error); // else one that is not there stays relative
  if (!error)
    whole = std::filesystem::weakly_canonical(whole, error);
  return error ? path : whole.string();
}

std::variant<std::string, Unreadable> DiskTexts::read(const std::string &path) const {
  auto opened = MappedFile::open(path);
  if (auto *why = std::get_if<std::string>(&opened))
    return Unreadable{std::move(*why)};
  auto bytes = std::get<MappedFile>(opened).bytes();
  if (bytes.size() > largestText)
    return Unreadable{"it has " + support::bytesText(bytes.size()) + ", and the limit for a text is " +
                      support::bytesText(largestText)};
  return std::string(bytes.begin(), bytes.end());
}

std::vector<std::string> DiskTexts::list(const std::string &directory, std::string_view ending) const {
  constexpr size_t mostNames = 1000; // of a directory that nobody reads through
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entries(directory.empty() ? "." : directory, error), end;
  for (; !error && entries != end && names.size() < mostNames; entries.increment(error)) {
    std::string name = entries->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.'))
      continue;
    if (entries->is_directory(ignored))
      names.push_back(name + "/");
    else if (name.ends_with(ending))
      names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

} // namespace evenstride::interchange
