// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of scalars as the types that Caffe's fields have.
#include "interchange/caffe/Fields.h"
#include "interchange/Names.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace evenstride::interchange::caffe {

const Field *Fields::find(std::string_view name) {
  asked.emplace(name);
  const Field *found = nullptr;
  if (!message)
    return found;
  for (const Field &field : message->fields) {
    if (field.name != name)
      continue;
    if (found)
      throw Refusal{fmt::format("its `{}` is given twice", name), field.nameSpan};
    found = &field;
  }
  return found;
}

static const Scalar &scalarOf(const Field &field) {
  if (const auto *scalar = std::get_if<Scalar>(&field.value))
    return *scalar;
  throw Refusal{fmt::format("its `{}` is one value and holds fields here", field.name), field.nameSpan};
}

const Scalar *Fields::scalar(std::string_view name) {
  const Field *field = find(name);
  return field ? &scalarOf(*field) : nullptr;
}

int64_t integerOf(const Scalar &scalar) {
  std::string_view text = scalar.text;
  bool isNegative = text.starts_with('-');
  text.remove_prefix(isNegative);
  int base = text.starts_with("0x") || text.starts_with("0X") ? 16 : text.size() > 1 && text[0] == '0' ? 8 : 10;
  text.remove_prefix(base == 16 ? 2 : 0);
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (scalar.kind != ScalarKind::Number || error != std::errc() || end != text.data() + text.size() || value < 0)
    throw Refusal{fmt::format("`{}` is no integer", printable(scalar.text)), scalar.span};
  return isNegative ? -value : value;
}

static double numberOf(const Scalar &scalar) {
  std::string_view text = scalar.text;
  if (text.ends_with('f') && text != "inf" && text != "-inf")
    text.remove_suffix(1);
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (scalar.kind == ScalarKind::Text || error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(value))
    throw Refusal{fmt::format("`{}` is no number to compute with", printable(scalar.text)), scalar.span};
  return shortNumber(value);
}

int64_t Fields::integer(std::string_view name, int64_t otherwise) {
  return readOr(otherwise, [&] {
    const Scalar *found = scalar(name);
    return found ? integerOf(*found) : otherwise;
  });
}

double Fields::number(std::string_view name, double otherwise) {
  return readOr(otherwise, [&] {
    const Scalar *found = scalar(name);
    return found ? numberOf(*found) : otherwise;
  });
}

static bool truthOf(const Scalar &scalar) {
  for (std::string_view word : {"true", "True", "t", "1"})
    if (scalar.text == word && scalar.kind != ScalarKind::Text)
      return true;
  for (std::string_view word : {"false", "False", "f", "0"})
    if (scalar.text == word && scalar.kind != ScalarKind::Text)
      return false;
  throw Refusal{fmt::format("`{}` is neither `true` nor `false`", printable(scalar.text)), scalar.span};
}

bool Fields::boolean(std::string_view name, bool otherwise) {
  return readOr(otherwise, [&] {
    const Scalar *found = scalar(name);
    return found ? truthOf(*found) : otherwise;
  });
}

std::string Fields::word(std::string_view name, std::string_view otherwise) {
  return readOr(std::string(otherwise), [&] {
    const Scalar *found = scalar(name);
    return found ? found->text : std::string(otherwise);
  });
}

void Fields::fault(Refusal refusal) {
  if (!faults)
    throw refusal;
  faults->add(std::move(refusal));
}

support::Span Fields::placeOf(std::string_view name) {
  const Field *found = find(name);
  if (!found)
    return message ? message->span : support::Span();
  const auto *scalar = std::get_if<Scalar>(&found->value);
  return scalar ? scalar->span : found->nameSpan;
}

std::vector<const Scalar *> Fields::scalars(std::string_view name) {
  asked.emplace(name);
  std::vector<const Scalar *> found;
  if (message)
    for (const Field &field : message->fields)
      if (field.name == name)
        found.push_back(&scalarOf(field));
  return found;
}

std::vector<int64_t> Fields::integers(std::string_view name) {
  std::vector<int64_t> values;
  for (const Scalar *scalar : scalars(name))
    values.push_back(integerOf(*scalar));
  return values;
}

std::vector<double> Fields::numbers(std::string_view name) {
  std::vector<double> values;
  for (const Scalar *scalar : scalars(name))
    values.push_back(numberOf(*scalar));
  return values;
}

std::vector<const Message *> Fields::messages(std::string_view name) {
  asked.emplace(name);
  std::vector<const Message *> found;
  if (!message)
    return found;
  for (const Field &field : message->fields) {
    if (field.name != name)
      continue;
    const auto *inner = std::get_if<Message>(&field.value);
    if (!inner)
      throw Refusal{fmt::format("its `{}` holds fields and is one value here", name), field.nameSpan};
    found.push_back(inner);
  }
  return found;
}

std::vector<const Field *> Fields::unread() const {
  std::vector<const Field *> left;
  if (message)
    for (const Field &field : message->fields)
      if (!asked.contains(field.name))
        left.push_back(&field);
  return left;
}

} // namespace evenstride::interchange::caffe
