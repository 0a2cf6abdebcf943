# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# evenstride_onnx_schema: ONNX's protobuf messages, generated from the schema in the package `onnx` of PyPI, which `./dev`
# puts into .venv. Without it, that of the python3 in PATH serves.
find_package(Protobuf REQUIRED)
file(GLOB onnx_places ${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/onnx)
execute_process(COMMAND python3 -c "import sysconfig; print(sysconfig.get_path('purelib') + '/onnx')"
                OUTPUT_VARIABLE onnx_of_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
find_path(Onnx_SCHEMA_DIR onnx.proto PATHS ${onnx_places} ${onnx_of_python} NO_DEFAULT_PATH
          DOC "folder of onnx.proto (pip install onnx)")
if(NOT Onnx_SCHEMA_DIR)
  message(FATAL_ERROR "onnx.proto is not found: run ./dev build, or pip install onnx, or set Onnx_SCHEMA_DIR")
endif()

set(onnx_generated ${CMAKE_CURRENT_BINARY_DIR}/onnx_schema)
file(MAKE_DIRECTORY ${onnx_generated})
add_custom_command(OUTPUT ${onnx_generated}/onnx.pb.cc ${onnx_generated}/onnx.pb.h
                   COMMAND protobuf::protoc --proto_path=${Onnx_SCHEMA_DIR} --cpp_out=${onnx_generated} onnx.proto
                   DEPENDS ${Onnx_SCHEMA_DIR}/onnx.proto VERBATIM)
add_library(evenstride_onnx_schema STATIC ${onnx_generated}/onnx.pb.cc)
target_include_directories(evenstride_onnx_schema SYSTEM PUBLIC ${onnx_generated})
target_link_libraries(evenstride_onnx_schema PUBLIC protobuf::libprotobuf-lite)
