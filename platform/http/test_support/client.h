#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::http::test_support {

/// An answer as a client sees it. `body` is without the marks of chunks.
struct Answered {
    int status = 0;  ///< 0: the connection ended without an answer
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool complete = false;  ///< false when the connection ended before the announced end of the body

    /// "" when it is not there.
    std::string header(std::string_view name) const;
};

/// A small blocking client on one connection to 127.0.0.1, for tests: sends any bytes, reads answers.
class Client {
  public:
    explicit Client(int port);
    ~Client();
    Client(Client&& other) noexcept;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// False when the server has closed the connection.
    bool send(std::string_view bytes);
    /// Reads one answer; waits up to the time. `to_head`: the answer to a HEAD request has no body.
    Answered receive(bool to_head = false, std::chrono::milliseconds wait = std::chrono::seconds(10));
    /// True when the server ends the connection within the time.
    bool closed_within(std::chrono::milliseconds wait);

    using Headers = std::vector<std::pair<std::string, std::string>>;
    Answered get(const std::string& target, const Headers& headers = {});
    Answered head(const std::string& target, const Headers& headers = {});
    Answered post(
        const std::string& target, std::string_view content_type, std::string_view body, const Headers& headers = {}
    );

  private:
    bool more(std::chrono::steady_clock::time_point deadline);

    int socket_ = -1;
    std::string in_;
};

}  // namespace longdan::http::test_support
