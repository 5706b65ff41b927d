#include "engine/xforms/form_plan.h"
#include "platform/base/error.h"

#include <cstdint>
#include <string_view>

/// Whatever the bytes are, the reader gives a plan or an Error; a plan that was read can judge and pack answers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace longdan;
    try {
        const auto plan = xforms::FormPlan::parse({reinterpret_cast<const char*>(data), size});
        xforms::Answers answers;
        for (const auto& question : plan->questions()) answers[question.name] = "1";
        xforms::check(*plan, answers);
        xforms::pack(*plan, xforms::make_codebook(*plan), answers);
        xforms::FormSession session(*plan, "vi", answers);
        session.errors();
    } catch (const Error&) {
    }
    return 0;
}
