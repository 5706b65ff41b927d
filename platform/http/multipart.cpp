#include "platform/http/multipart.h"

#include "platform/base/text.h"
#include "platform/http/refusal.h"

#include <algorithm>

namespace longdan::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

[[noreturn]] void refuse(const std::string& what) {
    throw Refusal(400, "Nội dung gửi lên không đúng dạng multipart: " + what);
}

}  // namespace

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
    std::size_t at = value.find(';');
    while (at != std::string_view::npos && at < value.size()) {
        ++at;
        while (at < value.size() && is_blank(value[at])) ++at;
        const std::size_t name_begin = at;
        while (at < value.size() && value[at] != '=' && value[at] != ';') ++at;
        const std::string_view found = trimmed(value.substr(name_begin, at - name_begin));
        std::string content;
        if (at < value.size() && value[at] == '=') {
            ++at;
            while (at < value.size() && is_blank(value[at])) ++at;
            if (at < value.size() && value[at] == '"') {
                ++at;
                while (at < value.size() && value[at] != '"') {
                    // Browsers send a quote as %22 and a backslash of a path as it is: only \" and \\ are escapes.
                    if (value[at] == '\\' && at + 1 < value.size() && (value[at + 1] == '"' || value[at + 1] == '\\')) {
                        ++at;
                    }
                    content += value[at++];
                }
                if (at >= value.size()) return std::nullopt;
                at = value.find(';', at);
            } else {
                const std::size_t begin = at;
                at = value.find(';', at);
                content = trimmed(value.substr(begin, at == std::string_view::npos ? at : at - begin));
            }
        }
        if (same_word(found, name)) return content;
    }
    return std::nullopt;
}

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    auto boundary = header_parameter(content_type, "boundary");
    // RFC 2046, section 5.1.1: up to 70 signs of a small set, not ending in a blank.
    if (!boundary || boundary->empty() || boundary->size() > 70 || boundary->back() == ' ') return std::nullopt;
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
    };
    if (!std::all_of(boundary->begin(), boundary->end(), allowed)) return std::nullopt;
    return boundary;
}

MultipartParser::MultipartParser(std::string_view boundary, MultipartReceiver& receiver, MultipartLimits limits)
    : delimiter_("\r\n--" + std::string(boundary)), receiver_(receiver), limits_(limits), pending_("\r\n") {}

void MultipartParser::feed(std::string_view piece) {
    if (state_ == State::epilogue) return;
    pending_.append(piece);
    while (step()) {
    }
    pending_.erase(0, at_);
    at_ = 0;
}

void MultipartParser::finish() {
    if (state_ != State::epilogue) refuse("thiếu ranh giới kết thúc");
}

bool MultipartParser::step() {
    switch (state_) {
        case State::preamble:
            return read_preamble();
        case State::after_boundary:
            return read_after_boundary();
        case State::part_head:
            return read_part_head();
        case State::part_body:
            return read_part_body();
        case State::epilogue:
            at_ = pending_.size();
            return false;
    }
    return false;
}

bool MultipartParser::read_preamble() {
    const auto found = pending_.find(delimiter_, at_);
    if (found == std::string::npos) {
        if (pending_.size() - at_ >= delimiter_.size()) at_ = pending_.size() - delimiter_.size() + 1;
        return false;
    }
    at_ = found + delimiter_.size();
    state_ = State::after_boundary;
    return true;
}

bool MultipartParser::read_after_boundary() {
    constexpr std::size_t most_padding = 200;
    std::size_t end = at_;
    while (end < pending_.size() && is_blank(pending_[end])) ++end;
    if (end - at_ > most_padding) refuse("dòng ranh giới quá dài");
    if (pending_.size() - end < 2) return false;
    if (pending_[end] == '-' && pending_[end + 1] == '-' && end == at_) {
        state_ = State::epilogue;
        return true;
    }
    if (pending_[end] != '\r' || pending_[end + 1] != '\n') refuse("dòng ranh giới có ký tự thừa");
    if (++parts_ > limits_.parts) refuse("có quá nhiều phần");
    // The line end stays: a part without header lines begins with an empty line right here.
    at_ = end;
    state_ = State::part_head;
    return true;
}

bool MultipartParser::read_part_head() {
    const auto end = pending_.find("\r\n\r\n", at_);
    if (end == std::string::npos ? pending_.size() - at_ > limits_.part_head : end - at_ > limits_.part_head) {
        refuse("phần đầu của một mục quá dài");
    }
    if (end == std::string::npos) return false;
    const std::string_view head = std::string_view(pending_).substr(at_, end - at_);
    begin_part(head);
    at_ = end + 4;
    state_ = State::part_body;
    return true;
}

void MultipartParser::begin_part(std::string_view head) {
    std::optional<std::string> name;
    std::optional<std::string> file_name;
    std::string_view content_type;
    while (!head.empty()) {
        head.remove_prefix(2);  // every line stands after a CRLF
        const auto line_end = head.find("\r\n");
        const std::string_view line = head.substr(0, line_end);
        head = line_end == std::string_view::npos ? std::string_view() : head.substr(line_end);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) refuse("một dòng tiêu đề không có dấu hai chấm");
        const std::string_view key = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (same_word(key, "content-disposition")) {
            if (!same_word(trimmed(value.substr(0, value.find(';'))), "form-data"))
                refuse("một mục không phải form-data");
            name = header_parameter(value, "name");
            file_name = header_parameter(value, "filename");
        } else if (same_word(key, "content-type")) {
            content_type = value;
        } else if (same_word(key, "content-transfer-encoding")) {
            // RFC 7578, section 4.7: deprecated; only codings that leave the bytes as they are can be taken.
            if (!same_word(value, "binary") && !same_word(value, "8bit") && !same_word(value, "7bit")) {
                refuse("một mục được mã hoá thêm");
            }
        }
    }
    if (!name) refuse("một mục không có tên");
    if (!is_utf8(*name) || (file_name && !is_utf8(*file_name))) refuse("tên mục không phải UTF-8");
    receiver_.begin_part(std::move(*name), std::move(file_name), content_type);
}

bool MultipartParser::read_part_body() {
    const auto found = pending_.find(delimiter_, at_);
    if (found != std::string::npos) {
        if (found > at_) receiver_.part_bytes(std::string_view(pending_).substr(at_, found - at_));
        receiver_.end_part();
        at_ = found + delimiter_.size();
        state_ = State::after_boundary;
        return true;
    }
    // Hand on all but what may be the beginning of a delimiter.
    const std::size_t waiting = pending_.size() - at_;
    if (waiting >= delimiter_.size()) {
        const std::size_t sure = waiting - delimiter_.size() + 1;
        receiver_.part_bytes(std::string_view(pending_).substr(at_, sure));
        at_ += sure;
    }
    return false;
}

}  // namespace longdan::http
