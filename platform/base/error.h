#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace longdan {

/// What ended a request or a command. Each kind has one HTTP status (platform/http) and one exit code (app).
enum class ErrorKind {
    invalid,       ///< the input is wrong; the person can mend it (400, 422)
    unauthorised,  ///< nobody is signed in (401)
    forbidden,     ///< signed in, but not allowed (403)
    not_found,     ///< not there, or not there for this person (404)
    conflict,      ///< somebody else was first, or the state does not allow it (409)
    too_large,     ///< over a stated limit (413)
    unavailable,   ///< try again later: database down, disk full (503)
};

/// One wrong field of a form or a file: which, and what to do. Text is Vietnamese, for the person who sees it.
struct FieldError {
    std::string field;
    std::string message;
};

/// An exception for what ends the request. Expected outcomes are values, not exceptions.
/// what() says what was wrong, where, and what to do, in Vietnamese unless it is for the administrator's console.
class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, const std::string& message, std::vector<FieldError> fields = {})
        : std::runtime_error(message), kind_(kind), fields_(std::move(fields)) {}

    ErrorKind kind() const { return kind_; }
    const std::vector<FieldError>& fields() const { return fields_; }

  private:
    ErrorKind kind_;
    std::vector<FieldError> fields_;
};

}  // namespace longdan
