#include "features/collect/form_state.h"

#include "platform/base/digest.h"
#include "platform/base/document.h"

#include <boost/json.hpp>

namespace longdan::collect {

std::string FormState::json() const {
    std::string text = "{\"c\":";
    append_json_string(text, collection);
    text += ",\"i\":";
    append_json_string(text, instance);
    text += ",\"k\":";
    append_json_string(text, access_code);
    text += ",\"a\":";
    append_json(text, std::map<std::string, std::string>(answers.begin(), answers.end()));
    return text + "}";
}

std::string sign_state(const std::string& secret, std::string_view json) {
    return hex(hmac_sha256(secret, "form-state:" + std::string(json)));
}

std::optional<FormState> FormState::read(
    std::string_view text, std::string_view signature, const std::string& secret, std::string_view collection
) {
    if (!equal_constant_time(signature, sign_state(secret, text))) return std::nullopt;
    boost::json::error_code error;
    const auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error || !value.is_object()) return std::nullopt;
    const auto text_at = [&](const char* key) {
        const auto* found = value.get_object().if_contains(key);
        return found && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    FormState state{text_at("c"), text_at("i"), text_at("k"), {}};
    if (state.collection != collection) return std::nullopt;
    const auto* answers = value.get_object().if_contains("a");
    if (!answers || !answers->is_object()) return std::nullopt;
    for (const auto& answer : answers->get_object()) {
        if (answer.value().is_string())
            state.answers[std::string(answer.key())] = std::string(answer.value().get_string());
    }
    return state;
}

}  // namespace longdan::collect
