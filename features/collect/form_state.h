#pragma once

#include "engine/xforms/form_plan.h"

#include <optional>
#include <string>
#include <string_view>

namespace longdan::collect {

/// A questionnaire on its way: everything the person has answered so far. It travels in the page as JSON with a
/// signature, so that nothing is stored before the person sends (docs/decisions/collection.md).
struct FormState {
    std::string collection;  ///< code of the door
    std::string instance;    ///< identity of the answer, made when the questionnaire was opened
    std::string access_code;
    xforms::Answers answers;

    std::string json() const;
    /// Nothing when the signature is not ours, the text is no state, or it belongs to another door.
    static std::optional<FormState> read(
        std::string_view json, std::string_view signature, const std::string& secret, std::string_view collection
    );
};

std::string sign_state(const std::string& secret, std::string_view json);

}  // namespace longdan::collect
