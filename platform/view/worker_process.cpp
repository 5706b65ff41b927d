#include "platform/view/worker_process.h"

#include "platform/base/error.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace longdan::view {

WorkerProcess::WorkerProcess(const std::string& program, bool jit) {
    const Error refused(ErrorKind::unavailable, "Máy chủ đang quá tải, xin thử lại sau ít phút");
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw refused;
    socket_ = ends[0];

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    posix_spawn_file_actions_adddup2(&actions, 2, 1);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A group of its own: an interrupt typed at the terminal is for the program, which ends its workers itself.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);

    std::string path = program, role = "--render-worker", just_in_time = jit ? "JSC_useJIT=1" : "JSC_useJIT=0";
    std::array<char*, 3> arguments{path.data(), role.data(), nullptr};
    std::array<char*, 2> environment{just_in_time.data(), nullptr};
    const int failed =
        posix_spawn(&process_, path.c_str(), &actions, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed != 0) {
        close(socket_);
        throw refused;
    }
    statistics_ = open(("/proc/" + std::to_string(process_) + "/statm").c_str(), O_RDONLY | O_CLOEXEC);
}

WorkerProcess::~WorkerProcess() {
    kill(process_, SIGKILL);
    close(socket_);
    if (statistics_ >= 0) close(statistics_);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

std::optional<std::string> WorkerProcess::load(std::string_view bundle, Deadline deadline, std::size_t memory_bytes) {
    const StillWanted within = [&] { return memory() <= memory_bytes; };
    if (!send_frame(socket_, bundle, deadline, within)) return std::nullopt;
    return receive_frame(socket_, deadline, within);
}

std::optional<std::string> WorkerProcess::render(
    std::string_view view, std::string_view document, std::string_view context, Deadline deadline,
    std::size_t memory_bytes
) {
    const StillWanted within = [&] { return memory() <= memory_bytes; };
    for (const auto part : {view, document, context}) {
        if (!send_frame(socket_, part, deadline, within)) return std::nullopt;
    }
    return receive_frame(socket_, deadline, within);
}

std::size_t WorkerProcess::memory() const {
    std::array<char, 128> line{};
    if (pread(statistics_, line.data(), line.size() - 1, 0) <= 0) return 0;
    char* rest = nullptr;
    std::strtoull(line.data(), &rest, 10);
    static const auto page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return std::strtoull(rest, nullptr, 10) * page_size;
}

}  // namespace longdan::view
