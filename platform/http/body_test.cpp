#include "platform/base/digest.h"
#include "platform/http/test_support/site.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;

std::string file_bytes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// Answers with what arrived: fields, uploads with the hash the server computed and the one of the file on disk, body.
Response echo(const Request& request) {
    std::string out;
    for (const auto& [name, value] : request.form.pairs()) out += name + "=" + value + "\n";
    for (const Upload& upload : request.uploads) {
        out += upload.field + ":" + upload.file_name + ":" + std::to_string(upload.size) + ":" +
               (upload.sha256 == sha256(file_bytes(upload.path)) ? "same" : "DIFFERENT") + "\n";
    }
    if (!request.body.empty()) out += "body " + std::to_string(request.body.size());
    return text(out);
}

void routes(Router& router) {
    router.post("/nho", echo, {.body_limit = 100, .csrf = false});
    router.post("/tep", echo, {.body_limit = 8u << 20, .upload_limit = 1u << 20, .csrf = false});
    router.put("/tho", echo, {.body_limit = 8u << 20, .csrf = false});
}

std::string file_part(const std::string& field, const std::string& name, const std::string& bytes) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name + "\"\r\n\r\n" + bytes +
           "\r\n";
}
constexpr const char* multipart = "multipart/form-data; boundary=b";

TEST(Body, a_form_is_read_in_order_with_blanks_and_vietnamese) {
    Site site(routes);
    Client client = site.client();
    const auto answer = client.post("/nho", "application/x-www-form-urlencoded", "a=1+2&b=H%C3%A0&a=&c&=d&%26=%3D");
    EXPECT_EQ(answer.body, "a=1 2\nb=Hà\na=\nc=\n=d\n&==\n");
}

TEST(Body, files_are_streamed_to_disk_with_their_hash_and_deleted_afterwards) {
    Site site(routes);
    Client client = site.client();
    std::string large(900'000, '\0');
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * i >> 3);
    const std::string body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nchữ\r\n" +
                             file_part("scan", "../../etc/phiếu.pdf", large) + file_part("none", "", "") +
                             file_part("empty", "rỗng.txt", "") + "--b--\r\n";
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(
            client.post("/tep", multipart, body).body, "x=chữ\nscan:phiếu.pdf:900000:same\nempty:rỗng.txt:0:same\n"
        );
    }
    EXPECT_EQ(client.get("/khong-co").status, 404);
    EXPECT_EQ(site.temporary_files(), 0u);
}

TEST(Body, a_file_over_the_limit_is_refused_by_name_and_leaves_nothing_behind) {
    Site site(routes);
    {
        Client client = site.client();
        const auto answer = client.post(
            "/tep", multipart,
            file_part("a", "nhỏ.txt", "x") + file_part("b", "lớn.pdf", std::string(2u << 20, 'x')) + "--b--"
        );
        EXPECT_EQ(answer.status, 413);
        EXPECT_NE(answer.body.find("lớn.pdf"), std::string::npos);
        EXPECT_NE(answer.body.find("1,0 MB"), std::string::npos);
        EXPECT_EQ(answer.header("connection"), "close");
    }
    EXPECT_EQ(
        site.client().post("/nho", multipart, file_part("a", "b.txt", std::string(200, 'x')) + "--b--").status, 413
    );
    EXPECT_EQ(site.temporary_files(), 0u);
}

TEST(Body, a_route_without_uploads_takes_no_files) {
    Site site([](Router& router) { router.post("/", echo, {.csrf = false}); });
    EXPECT_EQ(site.client().post("/", multipart, file_part("a", "b.txt", "x") + "--b--").status, 415);
    EXPECT_EQ(site.client().post("/", multipart, file_part("a", "", "") + "--b--").status, 200);
    EXPECT_EQ(site.temporary_files(), 0u);
}

TEST(Body, an_upload_that_is_broken_off_leaves_no_file) {
    Site site(routes);
    {
        Client client = site.client();
        client.send(
            "POST /tep HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            "500000\r\n\r\n" +
            file_part("a", "b.txt", std::string(200'000, 'x'))
        );
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (site.temporary_files() == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        EXPECT_EQ(site.temporary_files(), 1u);
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (site.temporary_files() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(site.temporary_files(), 0u);
}

TEST(Body, other_types_come_whole_also_in_chunks) {
    Site site(routes);
    Client client = site.client();
    client.send("PUT /tho HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; ++i) client.send("3e8\r\n" + std::string(1000, 'x') + "\r\n");
    client.send("0\r\n\r\n");
    EXPECT_EQ(client.receive().body, "body 100000");
    client.send("PUT /tho HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(client.receive().body, "");
}

TEST(Body, the_client_is_told_to_go_on_only_when_its_body_is_wanted) {
    Site site(routes);
    Client client = site.client();
    client.send("PUT /tho HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    client.send("hello");
    EXPECT_EQ(client.receive().body, "body 5");
    client.send("POST /nho HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
    const Answered refused = client.receive();
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.header("connection"), "close");
}

}  // namespace
}  // namespace longdan::http
