// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command `evenstride`.
#include "driver/Driver.h"

int main(int argc, char **argv) { return evenstride::driver::drive(argc, argv); }
