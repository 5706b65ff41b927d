# How C++ is compiled: C++20, warnings on, ccache and mold where the machine has them.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(LONGDAN_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)
option(LONGDAN_FUZZ "Build the libFuzzer targets (clang only)" OFF)

# GCC 12 sees overlaps in std::string that are not there (its bug 105651), only when it optimises.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  string(APPEND CMAKE_CXX_FLAGS_RELEASE " -Wno-restrict")
endif()
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
add_compile_options(-Wall -Wextra -Wno-missing-field-initializers -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
# Results must be the same bytes on every machine: no fused multiply-add behind our back.
add_compile_options(-ffp-contract=off)

if(LONGDAN_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()
if(LONGDAN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

find_program(LONGDAN_CCACHE ccache)
if(LONGDAN_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros ${LONGDAN_CCACHE})
endif()
find_program(LONGDAN_MOLD mold)
if(LONGDAN_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()
# Boost.Asio and Beast units need over 1 GB each to compile: at most two at once.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=2)
