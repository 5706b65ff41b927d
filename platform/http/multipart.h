#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::http {

/// What a multipart body tells while it is read. A part begins, its bytes come in pieces of any size, it ends.
class MultipartReceiver {
  public:
    virtual ~MultipartReceiver() = default;
    /// `file_name` is set for parts that carry one, even an empty one.
    virtual void begin_part(std::string name, std::optional<std::string> file_name, std::string_view content_type) = 0;
    virtual void part_bytes(std::string_view bytes) = 0;
    virtual void end_part() = 0;
};

struct MultipartLimits {
    std::size_t parts = 1000;
    std::size_t part_head = 8u << 10;  ///< bytes of all header lines of one part
};

/// Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) as it comes in; keeps no more than one boundary and one
/// part head in memory. Throws Refusal(400) that says what is wrong: no boundary line, a part without a name, header
/// lines too long, too many parts, an end before the closing boundary.
class MultipartParser {
  public:
    MultipartParser(std::string_view boundary, MultipartReceiver& receiver, MultipartLimits limits = {});

    void feed(std::string_view piece);
    /// The body has ended: the closing boundary must have been seen.
    void finish();

  private:
    enum class State { preamble, after_boundary, part_head, part_body, epilogue };

    bool step();
    bool read_preamble();
    bool read_after_boundary();
    bool read_part_head();
    bool read_part_body();
    void begin_part(std::string_view head);

    std::string delimiter_;  ///< "\r\n--boundary"
    MultipartReceiver& receiver_;
    MultipartLimits limits_;
    State state_ = State::preamble;
    std::string pending_;  ///< bytes not yet understood
    std::size_t at_ = 0;   ///< how many of them are done with
    std::size_t parts_ = 0;
};

/// The boundary of a Content-Type value; nothing when it is missing or not 1 to 70 allowed signs.
std::optional<std::string> multipart_boundary(std::string_view content_type);
/// A parameter of a header value: name="value" with backslash escapes, or name=token.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);

}  // namespace longdan::http
