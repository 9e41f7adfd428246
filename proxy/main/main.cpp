// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "proxy/cli/command_line.h"

int main(int argument_count, char** arguments) {
  return trunkgate::proxy::run_command_line(argument_count, arguments, std::cout, std::cerr);
}
