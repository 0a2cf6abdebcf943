// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups as JSON.
#include "driver/GroupReports.h"

#include <nlohmann/json.hpp>

namespace evenstride::driver {

using nlohmann::json;

std::string writeGroupReports(const std::vector<emit::GroupReport> &groups) {
  json list = json::array();
  for (const emit::GroupReport &group : groups)
    list.push_back({{"name", group.name},
                    {"layers", group.layers},
                    {"family", group.family},
                    {"schedule", group.schedule},
                    {"kernel", group.kernel},
                    {"alternatives", group.alternatives},
                    {"summation", group.summation},
                    {"strips", group.strips},
                    {"macs", group.macs},
                    {"real_macs", group.realMacs},
                    {"bytes", group.bytes},
                    {"weight_bytes", group.weightBytes},
                    {"offset", group.resultOffset},
                    {"output", group.resultOutput},
                    {"output_offset", group.resultOutputOffset},
                    {"shape", {group.resultShape.channels, group.resultShape.height, group.resultShape.width}},
                    {"block", group.resultBlock},
                    {"halo", {group.resultHaloTop, group.resultHaloLeft}},
                    {"pitch", {group.resultRowPitch, group.resultPlanePitch}}});
  return list.dump(1);
}

static emit::GroupReport readGroup(const json &entry) {
  emit::GroupReport group;
  group.name = entry.at("name");
  group.layers = entry.at("layers").get<std::vector<std::string>>();
  group.family = entry.at("family");
  group.schedule = entry.at("schedule");
  group.kernel = entry.at("kernel");
  group.alternatives = entry.at("alternatives").get<std::vector<std::string>>();
  group.summation = entry.at("summation");
  group.strips = entry.at("strips");
  group.macs = entry.at("macs");
  group.realMacs = entry.at("real_macs");
  group.bytes = entry.at("bytes");
  group.weightBytes = entry.at("weight_bytes");
  group.resultOffset = entry.at("offset");
  group.resultOutput = entry.at("output");
  group.resultOutputOffset = entry.at("output_offset");
  group.resultShape = {entry.at("shape").at(0), entry.at("shape").at(1), entry.at("shape").at(2)};
  group.resultBlock = entry.at("block");
  group.resultHaloTop = entry.at("halo").at(0);
  group.resultHaloLeft = entry.at("halo").at(1);
  group.resultRowPitch = entry.at("pitch").at(0);
  group.resultPlanePitch = entry.at("pitch").at(1);
  return group;
}

std::optional<std::vector<emit::GroupReport>> readGroupReports(std::string_view text) try {
  std::vector<emit::GroupReport> groups;
  for (const json &entry : json::parse(text))
    groups.push_back(readGroup(entry));
  return groups;
} catch (const json::exception &) {
  return std::nullopt;
}

} // namespace evenstride::driver
