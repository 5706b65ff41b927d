#include "platform/settings/settings.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <toml++/toml.h>
#include <unistd.h>

extern char** environ;

namespace longdan::settings {
namespace {

constexpr std::string_view prefix = "LONGDAN_";
/// Variables of the tests and scripts, not of the program.
constexpr std::string_view foreign[] = {
    "LONGDAN_TEST_",   "LONGDAN_REQUIRE_", "LONGDAN_BUILD", "LONGDAN_BENCH_",   "LONGDAN_WRITE_",
    "LONGDAN_COUNTS=", "LONGDAN_JOBS=",    "LONGDAN_LOG=",  "LONGDAN_CHROMIUM="};

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw Error(ErrorKind::invalid, where + ": " + what);
}

/// An address without its password: scheme://user:***@host, password=***.
std::string redacted(std::string text) {
    if (const auto scheme = text.find("://"); scheme != text.npos) {
        const auto end = std::min(text.find_first_of("/?", scheme + 3), text.size());
        const auto at = text.rfind('@', end);
        const auto colon = text.find(':', scheme + 3);
        if (at != text.npos && at > scheme && colon < at) text.replace(colon + 1, at - colon - 1, "***");
    }
    for (auto at = text.find("password="); at != text.npos; at = text.find("password=", at + 9)) {
        const auto start = at + 9;
        text.replace(start, std::min(text.find_first_of("& ,", start), text.size()) - start, "***");
    }
    return text;
}

/// How one setting is read from text, and how it is shown.
struct Entry {
    std::string_view name;
    std::function<void(Settings&, const std::string& value, const std::string& where)> set;
    std::function<std::string(const Settings&)> shown;  ///< without passwords
};

Entry text(std::string_view name, std::string Settings::*member) {
    return {
        name, [member](Settings& settings, const std::string& value, const std::string&) { settings.*member = value; },
        [member](const Settings& settings) { return redacted(settings.*member); }};
}

Entry whole(std::string_view name, int Settings::*member, int low, int high) {
    return {
        name,
        [=](Settings& settings, const std::string& value, const std::string& where) {
            int number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc() || end != value.data() + value.size() || number < low || number > high) {
                refuse(
                    where,
                    "«" + value + "» phải là số nguyên từ " + std::to_string(low) + " đến " + std::to_string(high)
                );
            }
            settings.*member = number;
        },
        [member](const Settings& settings) { return std::to_string(settings.*member); }};
}

Entry yes_or_no(std::string_view name, bool Settings::*member) {
    return {
        name,
        [member](Settings& settings, const std::string& value, const std::string& where) {
            const bool yes = value == "true" || value == "1" || value == "yes";
            if (!yes && value != "false" && value != "0" && value != "no") {
                refuse(where, "«" + value + "» phải là true hoặc false");
            }
            settings.*member = yes;
        },
        [member](const Settings& settings) { return settings.*member ? "true" : "false"; }};
}

Entry list(std::string_view name, std::vector<std::string> Settings::*member) {
    return {
        name,
        [member](Settings& settings, const std::string& value, const std::string&) {
            std::vector<std::string> items;
            for (const auto item : split(value, ',')) {
                if (!trimmed(item).empty()) items.emplace_back(trimmed(item));
            }
            settings.*member = std::move(items);
        },
        [member](const Settings& settings) {
            std::string joined;
            for (const auto& item : settings.*member) joined += (joined.empty() ? "" : ",") + redacted(item);
            return joined;
        }};
}

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all{
        text("data", &Settings::data),
        text("database", &Settings::database),
        list("replicas", &Settings::replicas),
        text("address", &Settings::address),
        whole("port", &Settings::port, 0, 65535),
        whole("io_threads", &Settings::io_threads, 0, 256),
        whole("workers", &Settings::workers, 0, 1024),
        whole("render_workers", &Settings::render_workers, 1, 64),
        yes_or_no("javascript_jit", &Settings::javascript_jit),
        text("public_address", &Settings::public_address),
        list("trusted_proxies", &Settings::trusted_proxies),
        text("ui", &Settings::ui),
        text("reference_data", &Settings::reference_data),
        yes_or_no("development", &Settings::development),
        yes_or_no("simulated", &Settings::simulated),
        text("clock", &Settings::clock),
        text("site_name", &Settings::site_name),
        text("site_tagline", &Settings::site_tagline),
        text("agency", &Settings::agency),
        text("agency_address", &Settings::agency_address),
        text("agency_phone", &Settings::agency_phone),
        text("agency_email", &Settings::agency_email),
        text("responsible", &Settings::responsible),
        yes_or_no("ipv6", &Settings::ipv6),
        text("trust_address", &Settings::trust_address),
    };
    return all;
}

const Entry& entry(std::string_view name, const std::string& where) {
    for (const auto& entry : entries()) {
        if (entry.name == name) return entry;
    }
    std::string known;
    for (const auto& entry : entries()) known += (known.empty() ? "" : ", ") + std::string(entry.name);
    refuse(where, "không có thiết lập «" + std::string(name) + "». Các thiết lập: " + known);
}

void set(Settings& settings, std::string_view name, const std::string& value, const std::string& where) {
    const Entry& found = entry(name, where);
    found.set(settings, value, where);
    for (auto& [known, origin] : settings.origins) {
        if (known == name) origin = where;
    }
}

/// A TOML value as the text that a flag would have.
std::string text_of(const toml::node& node, const std::string& where) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* yes = node.as_boolean()) return yes->get() ? "true" : "false";
    if (const auto* array = node.as_array()) {
        std::string joined;
        for (const auto& item : *array) {
            const auto* text = item.as_string();
            if (!text) refuse(where, "danh sách chỉ được chứa chuỗi trong dấu nháy");
            joined += (joined.empty() ? "" : ",") + text->get();
        }
        return joined;
    }
    refuse(where, "giá trị phải là chuỗi, số nguyên, true/false hoặc danh sách chuỗi");
}

void read_file(Settings& settings, const std::string& path) {
    toml::table table;
    try {
        table = toml::parse_file(path);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        refuse(
            line > 0 ? path + " dòng " + std::to_string(line) : path,
            "không đọc được tệp thiết lập (" + std::string(error.description()) + ")"
        );
    }
    for (const auto& [key, node] : table) {
        const std::string where = path + " dòng " + std::to_string(node.source().begin.line);
        entry(key.str(), where);
        if (node.is_array() != (key.str() == "replicas" || key.str() == "trusted_proxies")) {
            refuse(
                where, "«" + std::string(key.str()) + "» " +
                           (node.is_array() ? "không phải danh sách" : "phải là danh sách: [\"…\"]")
            );
        }
        set(settings, key.str(), text_of(node, where), where);
    }
}

void read_environment(Settings& settings) {
    for (char** variable = environ; variable && *variable; ++variable) {
        const std::string_view pair = *variable;
        if (!pair.starts_with(prefix)) continue;
        const bool other =
            std::any_of(std::begin(foreign), std::end(foreign), [&](auto start) { return pair.starts_with(start); });
        const auto equals = pair.find('=');
        if (other || equals == pair.npos) continue;
        std::string name(pair.substr(prefix.size(), equals - prefix.size()));
        std::transform(name.begin(), name.end(), name.begin(), [](char sign) {
            return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
        });
        set(settings, name, std::string(pair.substr(equals + 1)),
            "biến môi trường " + std::string(pair.substr(0, equals)));
    }
}

void require_sense(const Settings& settings) {
    const auto origin = [&](std::string_view name) {
        for (const auto& [known, where] : settings.origins) {
            if (known == name) return where;
        }
        return std::string(name);
    };
    if (settings.data.empty()) refuse(origin("data"), "thư mục dữ liệu không được để trống");
    if (settings.clock != "system" && !settings.clock.starts_with("file:")) {
        refuse(origin("clock"), "«clock» phải là system hoặc file:ĐƯỜNG_DẪN");
    }
    const auto& site = settings.public_address;
    if (!site.empty() && !site.starts_with("https://") && !site.starts_with("http://")) {
        refuse(origin("public_address"), "«public_address» phải bắt đầu bằng https:// hoặc http://");
    }
}

}  // namespace

std::string Settings::database_address() const { return database.empty() ? data + "/longdan.db" : database; }

std::string Settings::summary() const {
    std::string text;
    for (const auto& entry : entries()) {
        const std::string value = entry.shown(*this);
        std::string where = "mặc định";
        for (const auto& [name, origin] : origins) {
            if (name == entry.name) where = origin;
        }
        text += std::string(entry.name) + " = " + (value.empty() ? "(trống)" : value) + "   [" + where + "]\n";
    }
    return text;
}

Settings load(const std::string& file, const std::vector<Override>& flags) {
    Settings settings;
    for (const auto& entry : entries()) settings.origins.emplace_back(entry.name, "mặc định");
    const std::string usual = "longdan.toml";
    if (!file.empty()) {
        if (!std::filesystem::exists(file)) refuse(file, "không có tệp thiết lập này");
        read_file(settings, file);
    } else if (std::filesystem::exists(usual)) {
        read_file(settings, usual);
    }
    read_environment(settings);
    for (const auto& flag : flags) {
        std::string name = flag.name;
        std::replace(name.begin(), name.end(), '-', '_');
        set(settings, name, flag.value, "cờ --" + flag.name);
    }
    require_sense(settings);
    return settings;
}

}  // namespace longdan::settings
