#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace longdan::http {

/// Threads for work that may wait: handlers, files, compression.
class WorkerPool {
  public:
    WorkerPool(std::size_t threads, std::size_t queue_limit);
    ~WorkerPool();

    /// New work; false when the queue is full or the pool is stopping.
    bool offer(std::function<void()> work);
    /// Work that goes on with a request already begun: taken over the limit too, and before new work.
    void go_on(std::function<void()> work);
    std::size_t waiting() const;
    /// Does what is queued, then ends the threads. Work queued afterwards is done by the caller.
    void stop();

  private:
    void run();

    const std::size_t queue_limit_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> begun_;
    std::deque<std::function<void()>> fresh_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace longdan::http
