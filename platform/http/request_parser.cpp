#include "platform/http/request_parser.h"

#include "platform/http/refusal.h"

#include <algorithm>
#include <array>

#include <boost/beast/http/basic_parser.hpp>

namespace longdan::http {

namespace beast = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

constexpr std::size_t most_header_lines = 100;

std::string_view plain(string_view text) { return {text.data(), text.size()}; }

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::optional<Method> method_of(beast::verb verb) {
    switch (verb) {
        case beast::verb::get:
            return Method::get;
        case beast::verb::head:
            return Method::head;
        case beast::verb::post:
            return Method::post;
        case beast::verb::put:
            return Method::put;
        case beast::verb::patch:
            return Method::patch;
        case beast::verb::delete_:
            return Method::delete_;
        default:
            return std::nullopt;
    }
}

Refusal refusal_of(const error_code& error, std::string_view bytes) {
    if (error == beast::error::header_limit) return Refusal(431, "Phần đầu của yêu cầu quá lớn");
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    if (error == beast::error::bad_version && (line.ends_with(" HTTP/2.0") || line.ends_with(" HTTP/3.0"))) {
        return Refusal(505, "Máy chủ chỉ nói HTTP/1.0 và HTTP/1.1");
    }
    return Refusal(400, "Yêu cầu không đúng giao thức HTTP: " + error.message());
}

}  // namespace

std::optional<std::string_view> RequestHead::find(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_word(key, name)) return value;
    }
    return std::nullopt;
}

class RequestParser::Reader final : public beast::basic_parser<true> {
  public:
    explicit Reader(RequestParser& owner) : owner_(owner) {
        header_limit(static_cast<std::uint32_t>(owner.head_limit_));
        body_limit(boost::none);
    }

  private:
    void on_request_impl(beast::verb verb, string_view name, string_view target, int version, error_code&) override {
        RequestHead& head = owner_.head_;
        head.method = method_of(verb);
        head.method_name = plain(name);
        head.target = plain(target);
        head.http_1_1 = version == 11;
    }

    void on_response_impl(int, string_view, int, error_code&) override {}

    void on_field_impl(beast::field field, string_view name, string_view value, error_code& error) override {
        if (is_header_done()) return;  // trailers say nothing that we would believe
        RequestHead& head = owner_.head_;
        if (head.headers.size() >= most_header_lines) {
            error = beast::error::header_limit;
            return;
        }
        // A folded value was put together elsewhere: nobody but an attacker still folds header lines.
        if (value.data() < name.data() || value.data() > name.data() + owner_.head_limit_) {
            error = beast::error::bad_obs_fold;
            return;
        }
        head.headers.emplace_back(plain(name), plain(value));
        switch (field) {
            case beast::field::host:
                ++owner_.host_lines_;
                head.host = plain(value);
                break;
            case beast::field::content_length:
                ++owner_.length_lines_;
                break;
            case beast::field::transfer_encoding:
                ++owner_.coding_lines_;
                if (!same_word(plain(value), "chunked")) error = beast::error::bad_transfer_encoding;
                break;
            case beast::field::expect:
                if (same_word(plain(value), "100-continue")) head.expects_continue = true;
                break;
            case beast::field::accept_encoding:
                head.accept_encoding = plain(value);
                break;
            case beast::field::if_none_match:
                head.if_none_match = plain(value);
                break;
            case beast::field::cookie:
            case beast::field::authorization:
                head.personal = true;
                break;
            default:
                break;
        }
    }

    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

    std::size_t on_body_impl(string_view body, error_code&) override {
        if (owner_.take_) owner_.take_(plain(body));
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
        if (owner_.take_) owner_.take_(plain(body));
        return body.size();
    }

    void on_finish_impl(error_code&) override {}

    RequestParser& owner_;
};

RequestParser::RequestParser(std::size_t head_limit)
    : head_limit_(head_limit), reader_(std::make_unique<Reader>(*this)) {}

RequestParser::~RequestParser() = default;

void RequestParser::reset() {
    std::destroy_at(reader_.get());
    std::construct_at(reader_.get(), *this);
    used_ = 0;
    progress_ = Progress::more;
    auto headers = std::move(head_.headers);
    headers.clear();
    head_ = {};
    head_.headers = std::move(headers);
    take_ = nullptr;
    host_lines_ = length_lines_ = coding_lines_ = 0;
}

std::size_t RequestParser::put(std::string_view bytes) {
    error_code error;
    if (progress_ == Progress::more) {
        // RFC 9112, section 2.2: an empty line before the request line is passed over.
        if (used_ == 0 && bytes.size() > 2 && bytes.starts_with("\r\n")) used_ = 2;
        const std::string_view fresh = bytes.substr(used_);
        used_ += reader_->put({fresh.data(), fresh.size()}, error);
        // Beast holds the limit for each line it waits for, not for the head as a whole.
        const bool over = used_ > head_limit_ || (!reader_->is_header_done() && bytes.size() > head_limit_);
        if (error == beast::error::header_limit || over) {
            const bool in_request_line = head_.method_name.empty() && fresh.find(" /") < 20;
            throw in_request_line ? Refusal(414, "Địa chỉ quá dài") : refusal_of(beast::error::header_limit, fresh);
        }
        if (error && error != beast::error::need_more) throw refusal_of(error, fresh);
        if (!reader_->is_header_done()) return 0;
        finish_head();
        return used_;
    }
    reader_->eager(true);
    const std::size_t used = reader_->put({bytes.data(), bytes.size()}, error);
    if (error && error != beast::error::need_more) throw refusal_of(error, {});
    if (reader_->is_done()) progress_ = Progress::body_done;
    return used;
}

void RequestParser::finish_head() {
    progress_ = reader_->is_done() ? Progress::body_done : Progress::head_done;
    if (head_.http_1_1 ? host_lines_ != 1 : host_lines_ > 1) {
        throw Refusal(400, "Yêu cầu phải có đúng một dòng Host");
    }
    if (length_lines_ > 1) throw Refusal(400, "Yêu cầu có nhiều dòng Content-Length");
    if (coding_lines_ > 1 || (coding_lines_ == 1 && !head_.http_1_1)) {
        throw Refusal(400, "Yêu cầu có Transfer-Encoding không hợp lệ");
    }
    if (!head_.method) {
        constexpr std::array<std::string_view, 3> known{"OPTIONS", "TRACE", "CONNECT"};
        if (std::find(known.begin(), known.end(), head_.method_name) == known.end()) {
            throw Refusal(501, "Máy chủ không biết phương thức này");
        }
    }
    head_.keep_alive = reader_->keep_alive();
    head_.chunked = reader_->chunked();
    head_.content_length = reader_->content_length().value_or(0);
    head_.has_body = progress_ == Progress::head_done;
}

}  // namespace longdan::http
