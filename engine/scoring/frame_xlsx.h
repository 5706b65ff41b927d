#pragma once

#include "engine/scoring/frame.h"
#include "engine/scoring/score.h"

#include <string>
#include <string_view>

namespace longdan::scoring {

/// The frame as officials lay it out: sheet «Khung» with numbered rows (Mã, Lĩnh vực / Tiêu chí / Tiêu chí thành phần,
/// Điểm tối đa, Tự chấm, Thẩm định, Ghi chú) and columns for who scores, rule, evidence and owner; sheet «Thông tin»
/// with the frame's own data. With `inputs` and `score` the two score columns are filled.
std::string write_frame_xlsx(
    const Frame& frame, const Scorer* scorer = nullptr, const UnitScore* self = nullptr,
    const UnitScore* verified = nullptr
);

/// Reads that layout again: read_frame_xlsx(write_frame_xlsx(f)) == f. Columns are found by their heading, in any
/// order; the level of a row follows from its code (1, 1.2, 1.2.3) or from the column «Cấp trên». Throws Error(invalid)
/// that names sheet, row and column.
Frame read_frame_xlsx(std::string_view bytes, const std::string& name);

}  // namespace longdan::scoring
