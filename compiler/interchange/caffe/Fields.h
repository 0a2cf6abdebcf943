// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The fields of a message by name and type. What nobody asks for is known afterwards, so that nothing is passed over.
#pragma once

#include "interchange/Faults.h"
#include "interchange/caffe/Prototxt.h"

#include <initializer_list>
#include <set>
#include <string_view>

namespace evenstride::interchange::caffe {

/// Where a field is of another type or is given twice, that is a fault with its place: it is kept where there is a list
/// for it, and the value for fields that are not given stands in; else it is thrown as Refusal.
class Fields {
public:
  explicit Fields(const Message *message, Faults *faults = nullptr) : message(message), faults(faults) {} // null: empty

  bool has(std::string_view name) { return find(name) != nullptr; }
  int64_t integer(std::string_view name, int64_t otherwise);
  double number(std::string_view name, double otherwise);
  bool boolean(std::string_view name, bool otherwise);
  /// A word of an enumeration or a text.
  std::string word(std::string_view name, std::string_view otherwise);
  /// The only field of its name as it is written; null where it is not given. Throws Refusal in any case.
  const Scalar *scalar(std::string_view name);
  /// What `read` gives; `otherwise` where it throws a fault that is kept.
  template <typename Value, typename Read> Value readOr(Value otherwise, Read read) {
    return faults ? faults->readOr(std::move(otherwise), read) : read();
  }
  void fault(Refusal refusal);
  /// The place of a field's value; that of the message where it is not given.
  support::Span placeOf(std::string_view name);

  // Fields that may come several times. All of these throw.
  std::vector<const Scalar *> scalars(std::string_view name);
  std::vector<int64_t> integers(std::string_view name);
  std::vector<double> numbers(std::string_view name);
  std::vector<const Message *> messages(std::string_view name);

  /// Fields that change nothing of what a network computes once it is trained.
  void ignore(std::initializer_list<std::string_view> names) { asked.insert(names.begin(), names.end()); }
  std::vector<const Field *> unread() const;

private:
  const Field *find(std::string_view name); // the only one of its name

  const Message *message;
  Faults *faults;
  std::set<std::string, std::less<>> asked;
};

int64_t integerOf(const Scalar &scalar);

} // namespace evenstride::interchange::caffe
