// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The fields of a message by name and type. What nobody asks for is known afterwards, so that nothing is passed over.
#pragma once

#include "interchange/Draft.h"
#include "interchange/caffe/Prototxt.h"

#include <initializer_list>
#include <set>
#include <string_view>

namespace evenstride::interchange::caffe {

/// All of these throw Refusal, with the place, where a field is of another type or is given twice.
class Fields {
public:
  explicit Fields(const Message *message) : message(message) {} // null: empty

  bool has(std::string_view name) { return find(name) != nullptr; }
  int64_t integer(std::string_view name, int64_t otherwise);
  double number(std::string_view name, double otherwise);
  bool boolean(std::string_view name, bool otherwise);
  /// A word of an enumeration or a text.
  std::string word(std::string_view name, std::string_view otherwise);
  /// The place of a field's value; that of the message where it is not given.
  support::Span placeOf(std::string_view name);

  // Fields that may come several times.
  std::vector<const Scalar *> scalars(std::string_view name);
  std::vector<int64_t> integers(std::string_view name);
  std::vector<double> numbers(std::string_view name);
  std::vector<const Message *> messages(std::string_view name);

  /// Fields that change nothing of what a network computes once it is trained.
  void ignore(std::initializer_list<std::string_view> names) { asked.insert(names.begin(), names.end()); }
  std::vector<const Field *> unread() const;

private:
  const Field *find(std::string_view name); // the only one of its name
  const Scalar *scalar(std::string_view name);

  const Message *message;
  std::set<std::string, std::less<>> asked;
};

int64_t integerOf(const Scalar &scalar);

} // namespace evenstride::interchange::caffe
