#pragma once

#include "platform/view/frames.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace longdan::view {

/// One child process that renders views. Not thread-safe: one page at a time.
class WorkerProcess {
  public:
    /// Starts `program --render-worker` with an empty environment (but JSC_useJIT) and no descriptor except the socket
    /// and standard error. Throws Error(unavailable) when the system has no process left.
    WorkerProcess(const std::string& program, bool jit);
    /// Kills the process and takes its leave from the system.
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// An answer frame, or nothing when the worker died, passed the deadline or holds more than `memory_bytes`.
    std::optional<std::string> load(std::string_view bundle, Deadline deadline, std::size_t memory_bytes);
    std::optional<std::string> render(
        std::string_view view, std::string_view document, std::string_view context, Deadline deadline,
        std::size_t memory_bytes
    );
    /// Resident memory in bytes, 0 when the process is gone.
    std::size_t memory() const;

  private:
    pid_t process_ = -1;
    int socket_ = -1;
    int statistics_ = -1;  // /proc/PID/statm, kept open
};

}  // namespace longdan::view
