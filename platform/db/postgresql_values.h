#pragma once

#include "platform/db/statement.h"

#include <string>
#include <string_view>
#include <vector>

struct pg_result;

/// Values on their way to and from PostgreSQL.
namespace longdan::db {

/// The values of a statement in libpq's shape. Integers travel as int8, numbers as float8, text as text, bytes as
/// bytea; NULL does not travel, it stands in the text (NamedStatement::numbered).
class BoundValues {
  public:
    BoundValues(const Parameters& parameters, const std::vector<std::string>& names, std::string_view sql);

    int count() const { return static_cast<int>(values_.size()); }
    const std::vector<unsigned>& types() const { return types_; }
    /// One letter a name, 'n' for NULL: statements are prepared once for each combination.
    const std::string& type_key() const { return type_key_; }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

  private:
    void bind(const Value& value);
    void add(unsigned type, char letter, const char* value, std::size_t length, int format);

    std::vector<std::string> numbers_;  ///< reserved at once: the pointers below point into it
    std::vector<unsigned> types_;
    std::string type_key_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

/// Appends a row in the text format of COPY.
void append_copy_row(std::string& out, const std::vector<Value>& row);

}  // namespace longdan::db
