#include "platform/http/status.h"

namespace longdan::http {

int status_of(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::invalid:
            return error.fields().empty() ? 400 : 422;
        case ErrorKind::unauthorised:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::unavailable:
            return 503;
    }
    return 500;
}

}  // namespace longdan::http
