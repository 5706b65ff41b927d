#include "platform/http/multipart.h"

#include "platform/http/refusal.h"

#include <vector>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

struct Part {
    std::string name;
    std::optional<std::string> file_name;
    std::string content_type;
    std::string bytes;
    bool ended = false;
    bool operator==(const Part&) const = default;
};

class Collector final : public MultipartReceiver {
  public:
    void begin_part(std::string name, std::optional<std::string> file_name, std::string_view content_type) override {
        parts.push_back({std::move(name), std::move(file_name), std::string(content_type), "", false});
    }
    void part_bytes(std::string_view bytes) override { parts.back().bytes += bytes; }
    void end_part() override { parts.back().ended = true; }

    std::vector<Part> parts;
};

std::vector<Part> read(const std::string& body, std::size_t piece, MultipartLimits limits = {}) {
    Collector collector;
    MultipartParser parser("b0undary", collector, limits);
    for (std::size_t at = 0; at < body.size(); at += piece) parser.feed(std::string_view(body).substr(at, piece));
    parser.finish();
    return collector.parts;
}

const std::string sample =
    "this is passed over\r\n"
    "--b0undary\r\nContent-Disposition: form-data; name=\"ten\"\r\n\r\nHà Nội\r\n"
    "--b0undary  \r\ncontent-disposition: FORM-DATA; filename=\"C:\\\\a \\\"b\\\".pdf\"; name=tep\r\n"
    "Content-Type: application/pdf\r\n\r\n"
    "\r\n--b0undar\r\n--b0\r\n\r\n--\r\n"
    "--b0undary\r\nContent-Disposition: form-data; name=\"trong\"\r\n\r\n\r\n"
    "--b0undary--\r\nand so is this --b0undary\r\n";

const std::vector<Part> sample_parts{
    {"ten", std::nullopt, "", "Hà Nội", true},
    {"tep", "C:\\a \"b\".pdf", "application/pdf", "\r\n--b0undar\r\n--b0\r\n\r\n--", true},
    {"trong", std::nullopt, "", "", true},
};

TEST(Multipart, parts_are_the_same_however_the_body_is_cut) {
    for (std::size_t piece = 1; piece <= sample.size(); ++piece) ASSERT_EQ(read(sample, piece), sample_parts) << piece;
    for (std::size_t cut = 0; cut <= sample.size(); ++cut) {
        Collector collector;
        MultipartParser parser("b0undary", collector);
        parser.feed(std::string_view(sample).substr(0, cut));
        parser.feed(std::string_view(sample).substr(cut));
        parser.finish();
        ASSERT_EQ(collector.parts, sample_parts) << cut;
    }
}

TEST(Multipart, every_early_end_is_refused) {
    const std::size_t whole = sample.find("--b0undary--") + 12;
    for (std::size_t size = 0; size < whole; ++size) {
        EXPECT_THROW(read(sample.substr(0, size), 7), Refusal) << size;
    }
}

TEST(Multipart, what_is_malformed_is_refused) {
    const auto part = [](const std::string& head) { return "--b0undary\r\n" + head + "\r\n\r\nx\r\n--b0undary--\r\n"; };
    for (const std::string& head : {
             std::string("X: y"),
             std::string("Content-Disposition: attachment; name=a"),
             std::string("Content-Disposition: form-data"),
             std::string("Content-Disposition form-data; name=a"),
             std::string("Content-Disposition: form-data; name=\"a"),
             std::string("Content-Disposition: form-data; name=\xff"),
             std::string("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"),
             "Content-Disposition: form-data; name=" + std::string(9000, 'a'),
         }) {
        EXPECT_THROW(read(part(head), 11), Refusal) << head.substr(0, 60);
    }
    EXPECT_THROW(read("--b0undaryX\r\n\r\n\r\n--b0undary--", 5), Refusal);
    EXPECT_THROW(read("--b0undary" + std::string(300, ' ') + "\r\n", 50), Refusal);
    EXPECT_NO_THROW(read(part("Content-Disposition: form-data; name=a"), 11));
}

TEST(Multipart, the_number_of_parts_is_limited) {
    std::string body;
    for (int i = 0; i < 4; ++i) body += "--b0undary\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
    body += "--b0undary--";
    EXPECT_EQ(read(body, 64, {.parts = 4}).size(), 4u);
    EXPECT_THROW(read(body, 64, {.parts = 3}), Refusal);
}

TEST(Multipart, boundaries_and_parameters_are_read_from_the_header) {
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(multipart_boundary("multipart/form-data; charset=utf-8; BOUNDARY=\"a b:c\""), "a b:c");
    EXPECT_EQ(multipart_boundary("multipart/form-data"), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary="), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=\"a\r\n\""), std::nullopt);
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), std::nullopt);
    EXPECT_EQ(header_parameter("form-data; name=\"a;b\"; filename=c", "filename"), "c");
    EXPECT_EQ(header_parameter("form-data; xname=1", "name"), std::nullopt);
    EXPECT_EQ(header_parameter("form-data; flag; name=1", "name"), "1");
}

}  // namespace
}  // namespace longdan::http
