#include "platform/http/body.h"

#include "platform/base/digest.h"
#include "platform/base/text.h"
#include "platform/http/multipart.h"
#include "platform/http/refusal.h"
#include "platform/http/target.h"

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

namespace longdan::http {

namespace {

/// Text fields are kept in memory, however large the route's limit for files is.
constexpr std::size_t most_text = 2u << 20;

std::string media_type(std::string_view content_type) {
    std::string type(trimmed(content_type.substr(0, content_type.find(';'))));
    std::transform(type.begin(), type.end(), type.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    });
    return type;
}

/// The last part of a path in either manner: browsers of old sent "C:\thư mục\a.pdf".
std::string base_name(std::string_view name) {
    const auto slash = name.find_last_of("/\\");
    return std::string(slash == std::string_view::npos ? name : name.substr(slash + 1));
}

std::string in_megabytes(std::size_t bytes) {
    const double megabytes = static_cast<double>(bytes) / (1u << 20);
    return vietnamese_number(megabytes, megabytes < 10 ? 1 : 0) + " MB";
}

}  // namespace

class BodyReceiver::Parts final : public MultipartReceiver {
  public:
    Parts(Request& request, std::size_t upload_limit, std::string folder, std::string_view boundary)
        : request_(request), upload_limit_(upload_limit), folder_(std::move(folder)), parser_(boundary, *this) {}

    ~Parts() override {
        if (descriptor_ >= 0) ::close(descriptor_);
        for (const std::string& path : paths_) ::unlink(path.c_str());
    }

    MultipartParser& parser() { return parser_; }

    void begin_part(std::string name, std::optional<std::string> file_name, std::string_view) override {
        upload_ = {};
        text_.clear();
        name_ = std::move(name);
        is_file_ = file_name.has_value();
        if (is_file_) {
            upload_.field = name_;
            upload_.file_name = base_name(*file_name);
            hash_ = Sha256();
        }
    }

    void part_bytes(std::string_view bytes) override {
        if (!is_file_) {
            text_total_ += bytes.size();
            if (text_total_ > most_text) throw Refusal(413, "Phần chữ của biểu mẫu quá lớn");
            text_ += bytes;
            return;
        }
        if (upload_limit_ == 0) throw Refusal(415, "Trang này không nhận tệp");
        upload_.size += bytes.size();
        if (upload_.size > upload_limit_) {
            throw Refusal(
                413, "Tệp " + upload_.file_name + " quá lớn, mỗi tệp nhiều nhất là " + in_megabytes(upload_limit_)
            );
        }
        hash_.update(bytes);
        write(bytes);
    }

    void end_part() override {
        if (!is_file_) {
            if (!is_utf8(text_)) throw Refusal(400, "Mục " + name_ + " có ký tự không phải UTF-8");
            request_.form.add(name_, text_);
            return;
        }
        // A file field left empty is sent with an empty name and no bytes.
        if (upload_.size == 0 && upload_.file_name.empty()) return;
        if (upload_limit_ == 0) throw Refusal(415, "Trang này không nhận tệp");
        if (descriptor_ < 0) write({});
        ::close(descriptor_);
        descriptor_ = -1;
        upload_.path = paths_.back();
        upload_.sha256 = hash_.finish();
        request_.uploads.push_back(std::move(upload_));
    }

  private:
    void write(std::string_view bytes) {
        if (descriptor_ < 0) {
            std::string path = folder_ + "/upload-" + hex(random_bytes(16));
            descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (descriptor_ < 0) throw Error(ErrorKind::unavailable, "Máy chủ chưa ghi được tệp, hãy thử lại sau");
            paths_.push_back(std::move(path));
        }
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) throw Error(ErrorKind::unavailable, "Máy chủ hết chỗ ghi tệp, hãy thử lại sau");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    Request& request_;
    const std::size_t upload_limit_;
    const std::string folder_;
    MultipartParser parser_;
    std::vector<std::string> paths_;
    int descriptor_ = -1;
    std::string name_;
    std::string text_;
    std::size_t text_total_ = 0;
    bool is_file_ = false;
    Upload upload_;
    Sha256 hash_;
};

BodyReceiver::BodyReceiver(Request& request, const RouteOptions& options, std::string temp_folder)
    : request_(request), limit_(options.body_limit) {
    const auto coding = request.headers.find("content-encoding");
    if (coding && *coding != "identity") throw Refusal(415, "Máy chủ không nhận nội dung gửi lên đã nén");
    const std::string_view content_type = request.headers.find("content-type").value_or("");
    const std::string type = media_type(content_type);
    if (type == "application/x-www-form-urlencoded") {
        kind_ = Kind::urlencoded;
    } else if (type == "multipart/form-data") {
        const auto boundary = multipart_boundary(content_type);
        if (!boundary) throw Refusal(400, "Nội dung gửi lên không đúng dạng multipart: thiếu ranh giới");
        kind_ = Kind::multipart;
        parts_ = std::make_unique<Parts>(request, options.upload_limit, std::move(temp_folder), *boundary);
    }
}

BodyReceiver::~BodyReceiver() = default;

bool BodyReceiver::is_heavy() const { return kind_ == Kind::multipart; }

void BodyReceiver::expect(std::uint64_t size) const {
    if (size > limit_) throw Refusal(413, "Nội dung gửi lên quá lớn, nhiều nhất là " + in_megabytes(limit_));
}

void BodyReceiver::feed(std::string_view piece) {
    size_ += piece.size();
    expect(size_);
    if (kind_ == Kind::multipart) {
        parts_->parser().feed(piece);
    } else {
        request_.body.append(piece);
    }
}

void BodyReceiver::finish() {
    if (kind_ == Kind::multipart) {
        parts_->parser().finish();
    } else if (kind_ == Kind::urlencoded) {
        read_urlencoded(request_.body, request_.form);
        request_.body.clear();
    }
}

}  // namespace longdan::http
