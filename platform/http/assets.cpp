#include "platform/http/assets.h"

#include "platform/http/compress.h"
#include "platform/http/conditional.h"
#include "platform/http/head.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace longdan::http {

namespace {

struct Asset {
    std::string plain;
    std::string gzip;
    std::string brotli;
    std::string content_type;
    std::string etag;
    bool for_ever = false;
};

Asset load(const std::filesystem::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    Asset asset;
    asset.plain = bytes.str();
    asset.content_type = media_type_of(path.filename().string());
    asset.etag = make_etag(asset.plain);
    asset.for_ever = has_hash(path.filename().string());
    if (is_compressible(asset.content_type)) {
        asset.gzip = gzip(asset.plain, Effort::best);
        asset.brotli = brotli(asset.plain, Effort::best);
        if (asset.gzip.size() >= asset.plain.size()) asset.gzip.clear();
        if (asset.brotli.size() >= asset.plain.size()) asset.brotli.clear();
    }
    return asset;
}

Response answer(const Request& request, const Asset& asset) {
    Response response;
    response.content_type = asset.content_type;
    response.header("Cache-Control", asset.for_ever ? "public, max-age=31536000, immutable" : "public, no-cache");
    const Encoding encoding = accepted_encoding(request.headers.find("accept-encoding").value_or(""));
    std::string etag = asset.etag;
    if (encoding == Encoding::brotli && !asset.brotli.empty()) {
        response.encoding = "br";
        response.body = asset.brotli;
    } else if (encoding != Encoding::identity && !asset.gzip.empty()) {
        response.encoding = "gzip";
        response.body = asset.gzip;
    } else {
        response.body = asset.plain;
    }
    if (!response.encoding.empty()) etag += "-" + response.encoding;
    response.header("ETag", '"' + etag + '"');
    if (!asset.gzip.empty()) response.header("Vary", "Accept-Encoding");
    return response;
}

}  // namespace

std::string_view media_type_of(std::string_view file_name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types{{
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".html", "text/html; charset=utf-8"},
        {".xml", "application/xml"},
        {".pdf", "application/pdf"},
    }};
    const auto found =
        std::find_if(types.begin(), types.end(), [&](const auto& type) { return file_name.ends_with(type.first); });
    return found == types.end() ? "application/octet-stream" : found->second;
}

bool has_hash(std::string_view file_name) {
    const auto last = file_name.rfind('.');
    if (last == std::string_view::npos) return false;
    const std::string_view stem = file_name.substr(0, last);
    const auto before = stem.find_last_of(".-");
    if (before == std::string_view::npos) return false;
    const std::string_view part = stem.substr(before + 1);
    const bool one_kind =
        std::all_of(
            part.begin(), part.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
        ) ||
        std::all_of(part.begin(), part.end(), [](char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'); });
    return part.size() >= 8 && one_kind;
}

std::size_t add_assets(Router& router, const std::string& folder, const std::string& prefix) {
    if (!std::filesystem::is_directory(folder)) {
        throw Error(ErrorKind::unavailable, "the folder of styles and scripts is not there: " + folder);
    }
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const auto asset = std::make_shared<const Asset>(load(entry.path()));
        const std::string name = std::filesystem::relative(entry.path(), folder).generic_string();
        router.get(
            prefix + "/" + name, [asset](const Request& request) { return answer(request, *asset); }, {.inline_ = true}
        );
        ++count;
    }
    return count;
}

}  // namespace longdan::http
