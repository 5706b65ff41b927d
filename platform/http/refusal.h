#pragma once

#include <stdexcept>
#include <string>

namespace longdan::http {

/// A request that the server itself cannot take: malformed, too large, too slow. Its status is not always one of
/// ErrorKind. what() is for the person who sees the page.
class Refusal : public std::runtime_error {
  public:
    Refusal(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
    int status() const { return status_; }

  private:
    int status_;
};

}  // namespace longdan::http
