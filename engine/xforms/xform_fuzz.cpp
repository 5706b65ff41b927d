#include "engine/xforms/form.h"
#include "engine/xforms/session.h"
#include "engine/xforms/submission.h"
#include "platform/base/error.h"

#include <cstdint>
#include <string_view>

/// Whatever the bytes are, the reader gives a form or an Error; a form that was read can be filled in, and what the
/// session writes its judge can read. Of a form that makes thousands of repeats only the first nodes are filled in:
/// each answer may change all of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace longdan;
    try {
        const auto form = xforms::Form::read({reinterpret_cast<const char*>(data), size}, "biểu mẫu.xml");
        xforms::Session session(form);
        int left = 200;
        for (const xforms::Session::Node node : session.nodes()) {
            if (left-- == 0) break;
            session.set(node, "1");
            const std::uint32_t control = form->nodes()[session.form_node(node)].control;
            if (control == xforms::no_index) continue;
            session.label(control, node);
            session.choices(control, node);
        }
        session.violations();
        xforms::check_submission(*form, xforms::make_codebook(*form), session.serialise(), "bài.xml", {});
    } catch (const Error&) {
    }
    return 0;
}
