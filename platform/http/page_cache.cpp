#include "platform/http/page_cache.h"

#include <list>
#include <unordered_set>

namespace longdan::http {

namespace {

constexpr std::size_t shard_count = 16;
constexpr std::size_t remembered_changes = 10000;

}  // namespace

struct PageCache::Shard {
    struct Slot {
        std::shared_ptr<const Page> page;
        std::list<std::string>::iterator place;
        std::size_t bytes = 0;
        bool used = false;
    };

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    mutable std::mutex mutex;
    std::unordered_map<std::string, Slot, Hash, std::equal_to<>> slots;
    std::unordered_map<std::string, std::unordered_set<std::string>> by_tag;
    std::list<std::string> order;  ///< a page used since its last turn is passed over once before it is evicted
    std::size_t bytes = 0;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t evicted = 0;

    void erase(std::string key) {
        const auto found = slots.find(key);
        if (found == slots.end()) return;
        for (const std::string& tag : found->second.page->tags) {
            const auto keys = by_tag.find(tag);
            if (keys == by_tag.end()) continue;
            keys->second.erase(key);
            if (keys->second.empty()) by_tag.erase(keys);
        }
        bytes -= found->second.bytes;
        order.erase(found->second.place);
        slots.erase(found);
    }

    void make_room(std::size_t limit) {
        while (bytes > limit && !order.empty()) {
            const std::string key = order.front();
            Slot& slot = slots.at(key);
            if (slot.used) {
                slot.used = false;
                order.splice(order.end(), order, slot.place);
            } else {
                erase(key);
                ++evicted;
            }
        }
    }

    void drop(std::string_view tag) {
        if (tag == "*") {
            slots.clear();
            by_tag.clear();
            order.clear();
            bytes = 0;
            return;
        }
        const auto found = by_tag.find(std::string(tag));
        if (found == by_tag.end()) return;
        const std::vector<std::string> keys(found->second.begin(), found->second.end());
        for (const std::string& key : keys) erase(key);
    }
};

std::size_t Page::bytes() const {
    std::size_t sum = sizeof(Page) + etag.size() + not_modified_head.size();
    for (const Variant& variant : variants) sum += variant.head.size() + variant.body.size();
    for (const std::string& tag : tags) sum += 2 * (tag.size() + 64);
    return sum;
}

PageCache::PageCache(const Clock& clock, std::size_t memory_bytes)
    : clock_(clock), shard_bytes_(memory_bytes / shard_count) {
    for (std::size_t i = 0; i < shard_count; ++i) shards_.push_back(std::make_unique<Shard>());
}

PageCache::~PageCache() = default;

PageCache::Shard& PageCache::shard_of(std::string_view key) {
    return *shards_[std::hash<std::string_view>()(key) % shard_count];
}

std::shared_ptr<const Page> PageCache::find(std::string_view key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.slots.find(key);
    if (found == shard.slots.end()) {
        ++shard.misses;
        return nullptr;
    }
    if (const auto& until = found->second.page->until; until && clock_.now() >= *until) {
        shard.erase(found->first);
        ++shard.misses;
        return nullptr;
    }
    found->second.used = true;
    ++shard.hits;
    return found->second.page;
}

PageCache::Ticket PageCache::ticket() const {
    const std::lock_guard lock(changes_mutex_);
    return sequence_;
}

bool PageCache::changed_since(const std::vector<std::string>& tags, Ticket ticket) const {
    const std::lock_guard lock(changes_mutex_);
    if (ticket < floor_) return true;
    for (const std::string& tag : tags) {
        const auto found = changes_.find(tag);
        if (found != changes_.end() && found->second > ticket) return true;
    }
    return false;
}

bool PageCache::store(const std::string& key, Page page, Ticket ticket) {
    if (page.until && clock_.now() >= *page.until) return false;
    const auto kept = std::make_shared<const Page>(std::move(page));
    const std::size_t bytes = kept->bytes() + 2 * key.size();
    if (bytes > shard_bytes_) return false;

    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    // Asked inside the lock: an invalidation that comes after the question waits for the lock and drops the page.
    if (changed_since(kept->tags, ticket)) return false;
    shard.erase(key);
    shard.make_room(shard_bytes_ - bytes);
    const auto place = shard.order.insert(shard.order.end(), key);
    shard.slots.emplace(key, Shard::Slot{kept, place, bytes, false});
    for (const std::string& tag : kept->tags) shard.by_tag[tag].insert(key);
    shard.bytes += bytes;
    return true;
}

void PageCache::invalidate(std::string_view tag) {
    apply_remote(tag);
    if (hook_) hook_(tag);
}

void PageCache::apply_remote(std::string_view tag) {
    {
        const std::lock_guard lock(changes_mutex_);
        ++sequence_;
        if (tag == "*" || changes_.size() >= remembered_changes) {
            changes_.clear();
            floor_ = sequence_;
        }
        changes_[std::string(tag)] = sequence_;
    }
    for (const auto& shard : shards_) {
        const std::lock_guard lock(shard->mutex);
        shard->drop(tag);
    }
}

PageCache::Statistics PageCache::statistics() const {
    Statistics sum;
    for (const auto& shard : shards_) {
        const std::lock_guard lock(shard->mutex);
        sum.hits += shard->hits;
        sum.misses += shard->misses;
        sum.evicted += shard->evicted;
        sum.pages += shard->slots.size();
        sum.bytes += shard->bytes;
    }
    return sum;
}

}  // namespace longdan::http
