#include "platform/http/multipart.h"
#include "platform/http/refusal.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace longdan::http;

namespace {

/// Writes down what was told, so that two readings can be compared.
class Trace final : public MultipartReceiver {
  public:
    void begin_part(std::string name, std::optional<std::string> file_name, std::string_view content_type) override {
        told += "[" + name + "|" + file_name.value_or("-") + "|" + std::string(content_type) + "]";
    }
    void part_bytes(std::string_view bytes) override { told += bytes; }
    void end_part() override { told += "[end]"; }
    std::string told;
};

std::string read(std::string_view body, std::size_t piece) {
    Trace trace;
    try {
        MultipartParser parser("b", trace);
        for (std::size_t at = 0; at < body.size(); at += piece) parser.feed(body.substr(at, piece));
        parser.finish();
    } catch (const Refusal&) {
        return "refused";
    }
    return trace.told;
}

}  // namespace

/// The same parts, or the same refusal, however the body is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    if (read(body, size + 1) != read(body, 1 + size % 7)) std::abort();
    return 0;
}
