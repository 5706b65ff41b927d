#include "engine/scoring/expression.h"
#include "platform/base/error.h"

#include <cstddef>
#include <cstdint>

using namespace longdan::scoring;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const Expression expression = Expression::compile({reinterpret_cast<const char*>(data), size});
        Variables variables;
        for (std::size_t i = 0; i < variables.size(); ++i)
            variables[i] = Exact::fraction(static_cast<std::int64_t>(i) - 2, 7);
        expression.evaluate(variables);
        expression.evaluate({});
    } catch (const longdan::Error&) {
    }
    return 0;
}
