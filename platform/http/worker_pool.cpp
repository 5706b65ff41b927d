#include "platform/http/worker_pool.h"

namespace longdan::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::offer(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || fresh_.size() >= queue_limit_) return false;
        fresh_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void WorkerPool::go_on(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            begun_.push_back(std::move(work));
            work = nullptr;
        }
    }
    if (work) {
        work();
    } else {
        changed_.notify_one();
    }
}

std::size_t WorkerPool::waiting() const {
    const std::lock_guard lock(mutex_);
    return begun_.size() + fresh_.size();
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !begun_.empty() || !fresh_.empty(); });
        auto& queue = begun_.empty() ? fresh_ : begun_;
        if (queue.empty()) return;
        auto work = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        work();
        work = nullptr;
        lock.lock();
    }
}

}  // namespace longdan::http
