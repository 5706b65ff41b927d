#pragma once

#include "platform/base/error.h"

#include <cstddef>
#include <string>

namespace longdan::xlsform {

/// What a conversion may make in memory. A small workbook can ask for an endless form: long names of groups stand in
/// the path of everything below them, a reference stands for a path, search() copies a list into every question.
class Budget {
  public:
    Budget(std::size_t bytes, const std::string& file_name) : bytes_(bytes), left_(bytes), file_name_(file_name) {}

    /// Throws Error(too_large) when more is made than allowed.
    void spend(std::size_t bytes) {
        if (bytes > left_) {
            throw Error(
                ErrorKind::too_large,
                file_name_ + ": biểu mẫu dài quá " + std::to_string(bytes_ >> 20) +
                    " MB; rút ngắn tên nhóm, giảm số lần nhắc ${…} hoặc số câu dùng search() (the form grows too large)"
            );
        }
        left_ -= bytes;
    }

  private:
    std::size_t bytes_;
    std::size_t left_;
    std::string file_name_;
};

}  // namespace longdan::xlsform
