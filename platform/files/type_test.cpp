#include "platform/files/files.h"

#include <gtest/gtest.h>

using namespace longdan;

namespace {

std::string archive_with(const std::string& name) {
    std::string header = std::string("PK\x03\x04", 4) + std::string(26, '\0');
    return header + "[Content_Types].xml" + std::string(300, '\1') + header + name + std::string(50, '\2');
}

}  // namespace

TEST(type, the_content_decides_and_never_the_name) {
    const std::pair<std::string, std::string> cases[] = {
        {"%PDF-1.7\n\xE2\xE3", "application/pdf"},
        {"\x89PNG\r\n\x1A\n....", "image/png"},
        {"\xFF\xD8\xFF\xE0....", "image/jpeg"},
        {"GIF89a...", "image/gif"},
        {std::string("II*\0....", 8), "image/tiff"},
        {archive_with("data.bin"), "application/zip"},
        {archive_with("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {archive_with("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"<?xml version=\"1.0\"?><h:html/>", "application/xml"},
        {"\xEF\xBB\xBF  <data id=\"x\"/>", "application/xml"},
        {"<!DOCTYPE html><title>x</title>", "text/html"},
        {"{\"a\": 1}", "application/json"},
        {"[]", "application/json"},
        {"[ghi chú] xin chào", "text/plain"},
        {"mã,tên\n01,Hà Nội\n", "text/csv"},
        {"Xin chào, các bạn\nTạm biệt\n", "text/plain"},
        {"Đắk Lắk\xC4", "text/plain"},
        {std::string("a\0b", 3), "application/octet-stream"},
        {"\xC3\x28 not text", "application/octet-stream"},
        {"", "application/octet-stream"},
    };
    for (const auto& [bytes, type] : cases) EXPECT_EQ(files::type_of(bytes), type) << bytes;
}
