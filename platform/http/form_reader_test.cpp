#include "platform/http/http.h"

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

Fields form(std::initializer_list<std::pair<std::string, std::string>> pairs) {
    Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
}

std::string only_error(const FormReader& reader) {
    return reader.errors().size() == 1 ? reader.errors().front().message : std::to_string(reader.errors().size());
}

TEST(FormReader, text_is_cleaned_and_what_is_missing_is_asked_for) {
    const Fields fields = form({{"name", "  Đợt   2026 "}, {"empty", "   "}, {"bad", "\xff"}});
    FormReader reader(fields);
    EXPECT_EQ(reader.text("name", "Tên đợt", 200), "Đợt 2026");
    EXPECT_EQ(reader.text("empty", "Ghi chú", 200, false), "");
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(reader.text("empty", "Tên đợt", 200), "");
    EXPECT_EQ(only_error(reader), "Tên đợt: hãy nhập");
    EXPECT_EQ(reader.errors().front().field, "empty");
    FormReader bad(fields);
    bad.text("bad", "Tên đợt", 200);
    EXPECT_EQ(only_error(bad), "Tên đợt: có ký tự không hợp lệ, hãy nhập lại");
}

TEST(FormReader, length_counts_letters_not_bytes) {
    const Fields fields = form({{"name", "Đắk Lắk"}});
    FormReader reader(fields);
    EXPECT_EQ(reader.text("name", "Tên", 7), "Đắk Lắk");
    EXPECT_EQ(reader.text("name", "Tên", 6), "");
    EXPECT_EQ(only_error(reader), "Tên: dài 7 ký tự, nhiều nhất là 6");
}

TEST(FormReader, whole_numbers_have_limits) {
    const Fields fields =
        form({{"year", "2026"}, {"old", "1999"}, {"word", "hai"}, {"many", "36.500"}, {"half", "1.5"}});
    FormReader reader(fields);
    EXPECT_EQ(reader.integer("year", "Năm", 2012, 2100), 2026);
    EXPECT_EQ(reader.integer("many", "Số phiếu", 0, 100000), 36500);
    EXPECT_EQ(reader.maybe_integer("missing", "Năm", 2012, 2100), std::nullopt);
    EXPECT_TRUE(reader.ok());
    reader.integer("old", "Năm", 2012, 2100);
    reader.integer("word", "Năm", 2012, 2100);
    reader.integer("half", "Năm", 2012, 2100);
    reader.integer("missing", "Năm", 2012, 2100);
    ASSERT_EQ(reader.errors().size(), 4u);
    EXPECT_EQ(reader.errors()[0].message, "Năm: phải từ 2012 đến 2100");
    EXPECT_EQ(reader.errors()[1].message, "Năm: phải là số nguyên");
    EXPECT_EQ(reader.errors()[2].message, "Năm: phải là số nguyên");
    EXPECT_EQ(reader.errors()[3].message, "Năm: hãy nhập");
    EXPECT_THROW(reader.require_ok(), Error);
}

TEST(FormReader, numbers_take_comma_and_point) {
    const Fields fields =
        form({{"a", "12,5"}, {"b", "12.5"}, {"c", "1.234,5"}, {"d", "nan"}, {"e", "101"}, {"f", "1e3"}});
    FormReader reader(fields);
    EXPECT_EQ(reader.number("a", "Điểm", 0, 100), 12.5);
    EXPECT_EQ(reader.number("b", "Điểm", 0, 100), 12.5);
    EXPECT_EQ(reader.number("c", "Điểm", 0, 2000), 1234.5);
    EXPECT_TRUE(reader.ok());
    reader.number("d", "Điểm", 0, 100);
    reader.number("e", "Điểm", 0, 99.5);
    reader.number("f", "Điểm", 0, 100);
    ASSERT_EQ(reader.errors().size(), 3u);
    EXPECT_EQ(reader.errors()[0].message, "Điểm: phải là số, ví dụ 12,5");
    EXPECT_EQ(reader.errors()[1].message, "Điểm: phải từ 0 đến 99,5");
}

TEST(FormReader, days_and_moments_are_vietnamese) {
    const Fields fields = form(
        {{"a", "31/01/2026"},
         {"b", "2026-01-31"},
         {"c", "1/2/2026"},
         {"d", "31/02/2026"},
         {"m", "2026-01-31T08:30"},
         {"n", "2026-01-31T01:30:00Z"},
         {"o", "8 giờ"}}
    );
    FormReader reader(fields);
    EXPECT_EQ(reader.day("a", "Ngày"), Day::of(2026, 1, 31));
    EXPECT_EQ(reader.day("b", "Ngày"), Day::of(2026, 1, 31));
    EXPECT_EQ(reader.day("c", "Ngày"), Day::of(2026, 2, 1));
    EXPECT_EQ(reader.day("missing", "Ngày", false), std::nullopt);
    EXPECT_EQ(reader.moment("m", "Giờ"), reader.moment("n", "Giờ"));
    EXPECT_TRUE(reader.ok());
    reader.day("d", "Ngày bắt đầu");
    reader.moment("o", "Giờ công bố");
    ASSERT_EQ(reader.errors().size(), 2u);
    EXPECT_EQ(reader.errors()[0].message, "Ngày bắt đầu: không phải là một ngày, hãy nhập như 31/01/2026");
    EXPECT_EQ(reader.errors()[1].message, "Giờ công bố: không phải là ngày và giờ, hãy nhập như 2026-01-31T08:30");
}

TEST(FormReader, choices_and_ids_come_from_the_offered_list) {
    struct Tag;
    const Fields fields = form({{"kind", "b"}, {"id", "12"}, {"zero", "0"}, {"on", "on"}, {"off", "0"}});
    FormReader reader(fields);
    EXPECT_EQ(reader.choice("kind", "Loại", {"a", "b"}), "b");
    EXPECT_EQ(reader.id<Id<Tag>>("id", "Đơn vị").value, 12);
    EXPECT_TRUE(reader.checked("on"));
    EXPECT_FALSE(reader.checked("off"));
    EXPECT_FALSE(reader.checked("missing"));
    EXPECT_TRUE(reader.ok());
    reader.choice("kind", "Loại", {"x"});
    reader.id<Id<Tag>>("zero", "Đơn vị");
    ASSERT_EQ(reader.errors().size(), 2u);
    EXPECT_EQ(reader.errors()[1].message, "Đơn vị: hãy chọn");
}

TEST(Fields, form_names_are_exact_and_header_names_are_not) {
    Request request;
    request.headers.add("X-Thing", "1");
    request.form.add("Name", "a");
    EXPECT_EQ(request.headers.find("x-thing"), "1");
    EXPECT_EQ(request.form.find("name"), std::nullopt);
    request.headers.add("Cookie", "a=1; b=2=3");
    EXPECT_EQ(request.cookie("b"), "2=3");
    EXPECT_EQ(request.cookie("c"), std::nullopt);
}

TEST(Response, a_redirect_stays_on_this_site) {
    EXPECT_EQ(redirect("/lam-viec/đợt?x=1").headers.front().second, "/lam-viec/%C4%91%E1%BB%A3t?x=1");
    for (const char* where :
         {"https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: x=1"}) {
        EXPECT_THROW(redirect(where), Error) << where;
    }
}

TEST(Response, a_problem_document_names_the_fields) {
    const auto response = problem(422, "Dữ liệu chưa hợp lệ", "Có 1 mục cần sửa", {{"year", "Năm: hãy nhập"}});
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(
        response.body,
        R"({"type":"about:blank","title":"Dữ liệu chưa hợp lệ","status":422,"detail":"Có 1 mục cần sửa",)"
        R"("errors":[{"field":"year","message":"Năm: hãy nhập"}]})"
    );
}

TEST(Response, a_download_keeps_its_vietnamese_name) {
    EXPECT_EQ(attachment("bang.csv"), "attachment; filename=\"bang.csv\"");
    EXPECT_EQ(attachment("Huế\".csv"), "attachment; filename=\"Hu____.csv\"; filename*=UTF-8''Hu%E1%BA%BF%22.csv");
}

}  // namespace
}  // namespace longdan::http
