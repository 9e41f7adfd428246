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

# trunkgate_fuzz_targets(DIRECTORY folder DEPENDS …): one libFuzzer program from each of the folder's *_fuzz.cpp.
function(trunkgate_fuzz_targets)
  cmake_parse_arguments(arg "" "DIRECTORY" "DEPENDS" ${ARGN})
  if(NOT TRUNKGATE_FUZZ)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DIRECTORY}/*_fuzz.cpp)
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endfunction()
