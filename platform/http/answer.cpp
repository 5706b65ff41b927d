#include "platform/http/answer.h"

#include "platform/http/compress.h"
#include "platform/http/conditional.h"
#include "platform/http/head.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace longdan::http {

namespace {

constexpr std::size_t worth_compressing = 1024;

bool reads(const Request& request) { return request.method == Method::get || request.method == Method::head; }

/// Compressed length tells about what stands beside reflected input (BREACH); an answer made for somebody signed in is
/// sent plain when another site caused the request.
bool may_compress(const Request& request, bool personal) {
    return !personal || request.headers.find("sec-fetch-site").value_or("same-origin") != "cross-site";
}

void finish_head(Head& head, const Response& response, bool personal, Answer& answer) {
    if (answer.status >= 400 || answer.status == 303) {
        head.add_default(response, "Cache-Control", "no-store");
    } else {
        head.add_default(response, "Cache-Control", personal ? "private, no-store" : "private, no-cache");
    }
    add_security_headers(head, response);
    add_own_headers(head, response);
    answer.head = head.take();
}

bool unchanged(const Request& request, const Response& response, std::string_view etag, std::int64_t modified_seconds) {
    if (!reads(request) || response.status != 200) return false;
    if (const auto held = request.headers.find("if-none-match")) return matches_etag(*held, etag);
    const auto since = request.headers.find("if-modified-since");
    if (!since || modified_seconds == 0) return false;
    const auto seconds = read_http_date(*since);
    return seconds && modified_seconds <= *seconds;
}

std::string quoted(std::string_view etag) { return '"' + std::string(etag) + '"'; }

/// The handler's own ETag without quotes, or the given one.
std::string etag_of(const Response& response, const std::string& otherwise) {
    const auto own = header_of(response, "etag");
    if (!own || own->size() < 2 || own->front() != '"' || own->back() != '"') return otherwise;
    std::string_view etag = own->substr(1, own->size() - 2);
    for (const std::string_view ending : {"-gzip", "-br"}) {
        if (etag.ends_with(ending)) etag.remove_suffix(ending.size());
    }
    return std::string(etag);
}

Answer file_answer(const Request& request, Response& response, bool personal) {
    Answer answer;
    answer.status = response.status;
    auto file = std::make_shared<const OpenFile>(response.file);
    const std::string etag = etag_of(response, file->etag());
    const std::string modified = http_date(file->modified_seconds());
    Head head;
    head.add_default(response, "ETag", quoted(etag));
    head.add_default(response, "Last-Modified", modified);
    head.add("Accept-Ranges", "bytes");
    if (unchanged(request, response, etag, file->modified_seconds())) {
        answer.status = 304;
        finish_head(head, response, personal, answer);
        return answer;
    }
    answer.file_length = file->size();
    const auto range = request.headers.find("range");
    const std::string_view if_range = request.headers.find("if-range").value_or("");
    const bool same_version = if_range.empty() || if_range == quoted(etag) || if_range == modified;
    if (range && same_version && response.status == 200 && request.method == Method::get) {
        const auto asked = read_range(*range, file->size());
        if (asked.kind == RangeAnswer::Kind::unsatisfiable) {
            answer.status = 416;
            answer.file_length = 0;
            head.add("Content-Range", "bytes */" + std::to_string(file->size()));
            finish_head(head, response, personal, answer);
            answer.head += "Content-Length: 0\r\n";
            return answer;
        }
        if (asked.kind == RangeAnswer::Kind::part) {
            answer.status = 206;
            answer.file_begin = asked.range.begin;
            answer.file_length = asked.range.length;
            head.add(
                "Content-Range", "bytes " + std::to_string(asked.range.begin) + "-" +
                                     std::to_string(asked.range.begin + asked.range.length - 1) + "/" +
                                     std::to_string(file->size())
            );
        }
    }
    head.add("Content-Type", response.content_type);
    head.add("Content-Length", std::to_string(answer.file_length));
    finish_head(head, response, personal, answer);
    answer.file = std::move(file);
    return answer;
}

}  // namespace

OpenFile::OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat facts {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw Error(ErrorKind::not_found, "Không tìm thấy tệp này");
    }
    size_ = static_cast<std::uint64_t>(facts.st_size);
    modified_seconds_ = facts.st_mtim.tv_sec;
    modified_nanoseconds_ = facts.st_mtim.tv_nsec;
}

OpenFile::~OpenFile() { ::close(descriptor_); }

std::string OpenFile::etag() const {
    return std::to_string(size_) + "-" + std::to_string(modified_seconds_) + "." +
           std::to_string(modified_nanoseconds_);
}

bool OpenFile::read(std::uint64_t offset, std::size_t most, std::string& piece) const {
    piece.resize(most);
    std::size_t have = 0;
    while (have < most) {
        const ssize_t count = ::pread(descriptor_, piece.data() + have, most - have, static_cast<off_t>(offset + have));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        have += static_cast<std::size_t>(count);
    }
    return true;
}

std::string_view Answer::head_view() const {
    if (!page) return head;
    return status == 304 ? std::string_view(page->not_modified_head) : page->variant(encoding).head;
}

std::string_view Answer::body_view() const {
    if (!page) return body;
    return status == 304 ? std::string_view() : page->variant(encoding).body;
}

std::uint64_t Answer::content_length() const { return file ? file_length : body_view().size(); }

Answer make_answer(std::shared_ptr<const Page> page, std::string_view accept_encoding, std::string_view if_none_match) {
    Answer answer;
    answer.encoding = accepted_encoding(accept_encoding);
    if (answer.encoding == Encoding::brotli && page->variant(Encoding::brotli).body.empty()) {
        answer.encoding = Encoding::gzip;
    }
    if (page->variant(answer.encoding).body.empty()) answer.encoding = Encoding::identity;
    if (!if_none_match.empty() && matches_etag(if_none_match, page->etag)) answer.status = 304;
    answer.page = std::move(page);
    return answer;
}

Answer make_answer(const Request& request, Response response, bool personal) {
    if (!response.file.empty()) return file_answer(request, response, personal);
    Answer answer;
    answer.status = response.status;
    Head head;
    if (response.stream) {
        head.add("Content-Type", response.content_type);
        answer.endless = response.content_type.starts_with("text/event-stream");
        answer.stream = std::move(response.stream);
        finish_head(head, response, personal, answer);
        return answer;
    }
    if (response.status == 204 || response.status == 304) {
        finish_head(head, response, personal, answer);
        return answer;
    }
    std::string etag;
    if (response.status == 200 && reads(request) && !personal) {
        etag = etag_of(response, make_etag(response.body));
        if (unchanged(request, response, etag, 0)) {
            answer.status = 304;
            head.add_default(response, "ETag", quoted(etag));
            head.add_default(response, "Vary", "Accept-Encoding");
            finish_head(head, response, personal, answer);
            return answer;
        }
    }
    const bool large =
        response.encoding.empty() && response.body.size() > worth_compressing && is_compressible(response.content_type);
    if (large) head.add_default(response, "Vary", "Accept-Encoding");
    const Encoding encoding = large && may_compress(request, personal)
                                  ? accepted_encoding(request.headers.find("accept-encoding").value_or(""))
                                  : Encoding::identity;
    switch (encoding) {
        case Encoding::gzip:
            answer.body = gzip(response.body, Effort::fast);
            break;
        case Encoding::brotli:
            answer.body = brotli(response.body, Effort::fast);
            break;
        case Encoding::identity:
            answer.body = std::move(response.body);
            break;
    }
    if (!response.encoding.empty()) head.add("Content-Encoding", response.encoding);
    std::string variant;
    if (encoding != Encoding::identity) {
        head.add("Content-Encoding", name_of(encoding));
        variant = "-" + std::string(name_of(encoding));
    }
    if (!etag.empty()) head.add_default(response, "ETag", quoted(etag + variant));
    head.add("Content-Type", response.content_type);
    head.add("Content-Length", std::to_string(answer.body.size()));
    finish_head(head, response, personal, answer);
    return answer;
}

}  // namespace longdan::http
