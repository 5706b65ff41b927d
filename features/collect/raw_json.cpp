#include "features/collect/state.h"
#include "platform/base/document.h"

namespace longdan::collect {

std::string raw_json(
    const methods::Form& form, std::string_view instance, std::string_view language, const xforms::Answers& answers
) {
    std::string json = "{\"instance\":";
    append_json_string(json, instance);
    json += ",\"form\":";
    append_json_string(json, form.code);
    json += ",\"version\":";
    append_json_string(json, form.version);
    json += ",\"language\":";
    append_json_string(json, language);
    json += ",\"consent\":";
    append_json_string(json, form.plan->consent_version());
    json += ",\"answers\":";
    append_json(json, std::map<std::string, std::string>(answers.begin(), answers.end()));
    return json + "}";
}

}  // namespace longdan::collect
