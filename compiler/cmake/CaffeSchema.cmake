# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# evenstride_caffe_schema: the protobuf messages of .caffemodel files, generated from interchange/caffe/caffemodel.proto.
find_package(Protobuf REQUIRED)
set(caffe_schema ${CMAKE_CURRENT_SOURCE_DIR}/caffe)
set(caffe_generated ${CMAKE_CURRENT_BINARY_DIR}/caffe_schema)
file(MAKE_DIRECTORY ${caffe_generated})
add_custom_command(OUTPUT ${caffe_generated}/caffemodel.pb.cc ${caffe_generated}/caffemodel.pb.h
                   COMMAND protobuf::protoc --proto_path=${caffe_schema} --cpp_out=${caffe_generated} caffemodel.proto
                   DEPENDS ${caffe_schema}/caffemodel.proto VERBATIM)
add_library(evenstride_caffe_schema STATIC ${caffe_generated}/caffemodel.pb.cc)
target_include_directories(evenstride_caffe_schema SYSTEM PUBLIC ${caffe_generated})
target_link_libraries(evenstride_caffe_schema PUBLIC protobuf::libprotobuf-lite)
