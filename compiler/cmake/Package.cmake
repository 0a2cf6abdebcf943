# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The installed package: lib/cmake/Evenstride, written into the build tree too, which has the same layout.
include(CMakePackageConfigHelpers)
set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/Evenstride)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/EvenstrideConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/${package_directory}/EvenstrideConfig.cmake
                              INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/${package_directory}/EvenstrideConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/${package_directory}/EvenstrideConfig.cmake
              ${PROJECT_BINARY_DIR}/${package_directory}/EvenstrideConfigVersion.cmake
        DESTINATION ${package_directory})
