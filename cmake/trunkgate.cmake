# How targets of this project are made: one library per folder, one test program per mirrored test folder, so that an
# include that the house rules forbid does not link either.

set(TRUNKGATE_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=…")
option(TRUNKGATE_FUZZ "Build the libFuzzer targets of tests/fuzz; needs clang" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")  # -g1: line numbers in a core dump, at little compile time

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(trunkgate_flags INTERFACE)
target_include_directories(trunkgate_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(trunkgate_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror)
if(TRUNKGATE_SANITIZE)
  add_compile_options(-fsanitize=${TRUNKGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TRUNKGATE_SANITIZE})
  if(TRUNKGATE_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-tsan)  # Asio has fences beside its locks, which gcc warns that the sanitizer does not see
  endif()
endif()
if(TRUNKGATE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# trunkgate_library(NAME DIRECTORY folder [DEPENDS …]): all sources of the folder.
function(trunkgate_library name)
  cmake_parse_arguments(arg "" "DIRECTORY" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIRECTORY}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC trunkgate_flags ${arg_DEPENDS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE trunkgate_flags ${arg_DEPENDS})
  endif()
endfunction()

# trunkgate_tests(NAME DIRECTORY folder DEPENDS …): one GoogleTest program from the folder's *_test.cpp.
function(trunkgate_tests name)
  cmake_parse_arguments(arg "" "DIRECTORY" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIRECTORY}/*_test.cpp)
  if(NOT sources OR TRUNKGATE_FUZZ)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 120)
endfunction()

# trunkgate_fuzz_targets(DIRECTORY folder DEPENDS …): a program from each of the folder's *_fuzz.cpp and, where there are,
# its X_*.cpp. With TRUNKGATE_FUZZ it is X_fuzz under libFuzzer; else X_replay, and a test runs it over the seeds that
# the folder's targets.txt names.
function(trunkgate_fuzz_targets)
  cmake_parse_arguments(arg "" "DIRECTORY" "DEPENDS" ${ARGN})
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIRECTORY})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/targets.txt)
  file(STRINGS ${folder}/targets.txt lines REGEX "^[a-z]")
  foreach(line ${lines})
    separate_arguments(words UNIX_COMMAND "${line}")
    list(POP_FRONT words target size_max)
    if(target STREQUAL osip AND NOT OSIP_PARSER_LIBRARY)
      continue()
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/${target}_*.cpp)
    if(TRUNKGATE_FUZZ)
      add_executable(${target}_fuzz ${sources})
      target_link_options(${target}_fuzz PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${target}_fuzz PRIVATE ${arg_DEPENDS})
    else()
      add_executable(${target}_replay ${sources} ${folder}/replay_main.cpp)
      target_link_libraries(${target}_replay PRIVATE ${arg_DEPENDS})
      set_target_properties(${target}_replay PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/replay)
      add_test(NAME fuzz_replay.${target} COMMAND ${target}_replay ${words} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
      set_tests_properties(fuzz_replay.${target} PROPERTIES TIMEOUT 120)
    endif()
  endforeach()
endfunction()
