#pragma once

#include <string>
#include <vector>

/// Settings: defaults, then longdan.toml, then environment (LONGDAN_…), then flags; the last one wins.
namespace longdan::settings {

struct Settings {
    std::string data = "var";  ///< folder of everything that is kept: database, files, secrets
    std::string database;      ///< file path or postgresql://…; empty: <data>/longdan.db
    std::vector<std::string> replicas;
    std::string address = "127.0.0.1";
    int port = 8080;
    int io_threads = 0;  ///< 0: by the machine
    int workers = 0;
    int render_workers = 2;
    bool javascript_jit = true;
    std::string public_address;  ///< "https://caicachhanhchinh.gov.vn": for links in print and feeds
    std::vector<std::string> trusted_proxies;
    std::string ui = "";              ///< folder of ui/dist; empty: beside the program
    std::string reference_data = "";  ///< folder data/; empty: beside the program
    bool development = false;         ///< reload views
    bool simulated = false;           ///< this installation holds simulated answers (set by --demo)
    std::string clock = "system";     ///< or file:PATH, for tests
    std::string site_name = "Lòng Dân";
    std::string site_tagline = "Cải cách hành chính và sự hài lòng của người dân";
    std::string agency;  ///< governing agency, with the next four in the footer of every page
    std::string agency_address;
    std::string agency_phone;
    std::string agency_email;
    std::string responsible;    ///< who answers for the site: name and title
    bool ipv6 = false;          ///< the site is reachable by IPv6: the footer says so
    std::string trust_address;  ///< the site's entry at Tín nhiệm mạng

    std::string database_address() const;
    /// One line a setting, where each came from, secrets redacted.
    std::string summary() const;
    std::vector<std::pair<std::string, std::string>> origins;
};

struct Override {
    std::string name;
    std::string value;
};

/// Reads `file` (may be empty: ./longdan.toml if there), the environment and the flags. An unknown name or a wrong type
/// throws Error(invalid) that says where it stands.
Settings load(const std::string& file, const std::vector<Override>& flags);

}  // namespace longdan::settings
