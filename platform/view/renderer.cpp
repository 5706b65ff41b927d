#include "platform/base/log.h"
#include "platform/view/frames.h"
#include "platform/view/view.h"
#include "platform/view/worker_process.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <vector>

namespace longdan::view {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds start_deadline{20};  // a loaded machine starts processes slowly

Error unavailable() { return Error(ErrorKind::unavailable, "Máy chủ đang quá tải, xin thử lại sau ít phút"); }

/// The server bundle as read from disk, with a number that grows at each change.
struct Bundle {
    std::string text;
    std::filesystem::file_time_type changed;
    int generation = 0;
};

struct Place {
    std::unique_ptr<WorkerProcess> worker;
    int generation = 0;
    bool busy = false;
};

class ProcessRenderer : public Renderer {
  public:
    explicit ProcessRenderer(const RendererOptions& options)
        : options_(options), places_(static_cast<std::size_t>(std::max(options.workers, 1))) {
        read_bundle();
        Lease first(*this, Clock::now() + start_deadline);
        ready(first.place());
    }

    std::string render(std::string_view view, std::string_view document, std::string_view context) override {
        Lease lease(*this, Clock::now() + 2 * options_.deadline);
        for (int attempt = 1; attempt <= 2; ++attempt) {
            WorkerProcess& worker = ready(lease.place());
            auto answer =
                worker.render(view, document, context, Clock::now() + options_.deadline, options_.memory_bytes);
            if (answer && !answer->empty()) {
                if (worker.memory() > options_.memory_bytes) {
                    log::warning("render_worker_replaced", {{"view", view}, {"reason", "memory"}});
                    lease.place().worker.reset();
                }
                const auto kind = static_cast<Answer>(answer->front());
                answer->erase(0, 1);
                if (kind != Answer::html) throw ViewError(*answer);
                return std::move(*answer);
            }
            log::warning("render_worker_lost", {{"view", view}, {"attempt", std::to_string(attempt)}});
            lease.place().worker.reset();
        }
        throw unavailable();
    }

  private:
    /// The right to use one place, given back at the end of the scope.
    class Lease {
      public:
        Lease(ProcessRenderer& renderer, Deadline deadline) : renderer_(renderer) {
            std::unique_lock lock(renderer.mutex_);
            const auto free = [&] {
                // A place with a running worker first: processes are started only when they are needed.
                for (auto& place : renderer.places_) {
                    if (place.busy) continue;
                    if (!place_ || (place.worker && !place_->worker)) place_ = &place;
                }
                return place_ != nullptr;
            };
            if (!renderer.idle_.wait_until(lock, deadline, free)) throw unavailable();
            place_->busy = true;
        }
        ~Lease() {
            {
                const std::lock_guard lock(renderer_.mutex_);
                place_->busy = false;
            }
            renderer_.idle_.notify_one();
        }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Place& place() const { return *place_; }

      private:
        ProcessRenderer& renderer_;
        Place* place_ = nullptr;
    };

    /// A worker of the place that has the present bundle loaded.
    WorkerProcess& ready(Place& place) {
        const auto bundle = present_bundle();
        if (place.worker && place.generation == bundle->generation) return *place.worker;
        place.worker = std::make_unique<WorkerProcess>(options_.program, options_.jit);
        place.generation = bundle->generation;
        const auto answer = place.worker->load(bundle->text, Clock::now() + start_deadline, options_.memory_bytes);
        if (!answer || answer->empty() || static_cast<Answer>(answer->front()) != Answer::loaded) {
            place.worker.reset();
            const std::string reason = answer && !answer->empty() ? answer->substr(1) : "the worker did not start";
            throw ViewError("cannot load " + options_.bundle + ": " + reason);
        }
        return *place.worker;
    }

    std::shared_ptr<const Bundle> present_bundle() {
        const std::lock_guard lock(bundle_mutex_);
        if (options_.reload) {
            std::error_code gone;  // the build is just writing it: the old bundle goes on
            const auto changed = std::filesystem::last_write_time(options_.bundle, gone);
            if (!gone && changed != bundle_->changed) read_bundle();
        }
        return bundle_;
    }

    void read_bundle() {
        auto bundle = std::make_shared<Bundle>();
        std::error_code gone;
        bundle->changed = std::filesystem::last_write_time(options_.bundle, gone);
        std::ifstream file(options_.bundle, std::ios::binary);
        if (gone || !file) {
            throw Error(ErrorKind::unavailable, "cannot read the views, " + options_.bundle + ": run script/setup");
        }
        bundle->text.assign(std::istreambuf_iterator<char>(file), {});
        bundle->generation = bundle_ ? bundle_->generation + 1 : 1;
        bundle_ = std::move(bundle);
    }

    const RendererOptions options_;
    std::mutex bundle_mutex_;
    std::shared_ptr<const Bundle> bundle_;
    std::mutex mutex_;
    std::condition_variable idle_;
    std::vector<Place> places_;
};

class EchoRenderer : public Renderer {
  public:
    std::string render(std::string_view view, std::string_view document, std::string_view) override {
        return "<pre>" + std::string(view) + " " + std::string(document) + "</pre>";
    }
};

}  // namespace

std::unique_ptr<Renderer> make_renderer(const RendererOptions& options) {
    return std::make_unique<ProcessRenderer>(options);
}

std::unique_ptr<Renderer> make_echo_renderer() { return std::make_unique<EchoRenderer>(); }

}  // namespace longdan::view
