#pragma once

#include "platform/base/error.h"

namespace longdan::http {

/// The HTTP status of an error: 422 for wrong fields of a form, 400 for other wrong input; the others as ErrorKind
/// says.
int status_of(const Error& error);

}  // namespace longdan::http
