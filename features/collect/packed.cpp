#include "features/collect/state.h"
#include "platform/base/digest.h"

#include <charconv>

namespace longdan::collect {

namespace {
constexpr std::int64_t buckets = 1024;
}

std::int64_t bucket_of(std::int64_t psu, SubmissionId id) {
    return (psu != 0 ? static_cast<std::uint64_t>(psu) : static_cast<std::uint64_t>(id.value)) % buckets;
}

SubmissionId submission_id(RoundId round, std::string_view instance) {
    const std::string digest = sha256("submission:" + round.text() + ":" + std::string(instance));
    std::uint64_t number = 0;
    std::from_chars(digest.data(), digest.data() + 16, number, 16);
    const auto id = static_cast<std::int64_t>(number >> 1);
    return SubmissionId{id == 0 ? 1 : id};
}

db::Bytes bytes_of(std::string_view text) {
    const auto* first = reinterpret_cast<const std::byte*>(text.data());
    return db::Bytes(first, first + text.size());
}

std::string text_of(const db::Bytes& bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

db::Value packed_value(db::Engine engine, const std::vector<std::int16_t>& codes) {
    if (engine == db::Engine::sqlite) {
        db::Bytes bytes;
        bytes.reserve(codes.size() * 2);
        for (const std::int16_t code : codes) {
            const auto bits = static_cast<std::uint16_t>(code);
            bytes.push_back(static_cast<std::byte>(bits & 0xFF));
            bytes.push_back(static_cast<std::byte>(bits >> 8));
        }
        return bytes;
    }
    std::string text = "{";
    for (const std::int16_t code : codes) {
        if (text.size() > 1) text += ',';
        text += std::to_string(code);
    }
    return text + "}";
}

std::vector<std::int16_t> packed_codes(db::Engine engine, const db::Row& row, std::string_view column) {
    std::vector<std::int16_t> codes;
    if (engine == db::Engine::sqlite) {
        const db::Bytes bytes = row.bytes(column);
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
            const auto bits = std::to_integer<unsigned>(bytes[i]) | (std::to_integer<unsigned>(bytes[i + 1]) << 8);
            codes.push_back(static_cast<std::int16_t>(static_cast<std::uint16_t>(bits)));
        }
        return codes;
    }
    const std::string text = row.text(column);
    const char* place = text.data() + 1;
    const char* end = text.data() + text.size();
    while (place < end && *place != '}') {
        std::int16_t code = 0;
        place = std::from_chars(place, end, code).ptr;
        codes.push_back(code);
        if (place < end && *place == ',') ++place;
    }
    return codes;
}

std::string_view name(Evidence evidence) { return evidence == Evidence::open ? "open" : "probability"; }

std::string_view name(Channel channel) {
    switch (channel) {
        case Channel::web:
            return "web";
        case Channel::api:
            return "api";
        case Channel::device:
            return "device";
        case Channel::paper:
            return "paper";
        case Channel::bulk:
            return "bulk";
    }
    return "web";
}

std::string_view name(SubmissionState state) {
    switch (state) {
        case SubmissionState::valid:
            return "valid";
        case SubmissionState::invalid:
            return "invalid";
        case SubmissionState::voided:
            return "voided";
        case SubmissionState::erased:
            return "erased";
    }
    return "valid";
}

std::string_view name(EventKind kind) {
    switch (kind) {
        case EventKind::received:
            return "received";
        case EventKind::edited:
            return "edited";
        case EventKind::rechecked:
            return "rechecked";
        case EventKind::voided:
            return "voided";
        case EventKind::restored:
            return "restored";
        case EventKind::erased:
            return "erased";
    }
    return "received";
}

}  // namespace longdan::collect
