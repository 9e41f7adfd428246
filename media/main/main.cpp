// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "media/service/commands.h"

int main(int argument_count, char** arguments) {
  return trunkgate::media::run_command_line(argument_count, arguments, std::cout, std::cerr);
}
