#include "engine/xpath/evaluate.h"
#include "engine/xpath/xml_of_test.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace {

using namespace longdan::xpath;

constexpr std::string_view answers =
    "<data id='f' version='1'><a>3</a><b/><c>x y z</c><d>2026-11-22</d><g>10 106; 11 107; 10 107</g>"
    "<r><n>1</n><s><m>4</m></s></r><r><n>2</n><s><m>5</m></s><s><m>6</m></s></r></data>";
constexpr std::string_view list =
    "<root><item><name>1</name><label>một</label></item><item><name>2</name><label>hai</label></item></root>";

class Form final : public Surroundings {
  public:
    const Tree* instance(std::string_view id) const override { return id == "l" ? &tree : nullptr; }
    std::uint64_t random_bits() override { return bits = bits * 6364136223846793005U + 1442695040888963407U; }
    explicit Form(const std::shared_ptr<Names>& names) : tree(tree_of_xml(list, names)) {}

    Tree tree;
    std::uint64_t bits = 1;
};

/// What is read once and used by many runs; a new one from time to time, because every expression leaves its names.
struct World {
    std::shared_ptr<Names> names = std::make_shared<Names>();
    Tree main = tree_of_xml(answers, names);
    Form form{names};
};

}  // namespace

/// Whatever the bytes are, they are refused or give a value, within the limits of work. What can be evaluated once can
/// be evaluated again to the same value, and its references can be listed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::unique_ptr<World> world;
    static int runs = 0;
    if (runs++ % 1000 == 0) world = std::make_unique<World>();
    Context context;
    context.main = &world->main;
    context.surroundings = &world->form;
    context.now = {1795311015250};
    context.zone.offset_minutes = 420;
    context.most_steps = 5000;
    try {
        const std::string_view text(reinterpret_cast<const char*>(data), size);
        const Expression expression = Expression::parse(text, *world->names, {}, BadCalls::refuse_when_evaluated);
        const Tree& main = world->main;
        context.node = {&main, main.node(main.document()).last_child};
        const bool by_chance = expression.dependencies().uses_chance;
        const std::string first = evaluate_text(expression, context);
        if (!by_chance && evaluate_text(expression, context) != first) __builtin_trap();
        context.node = {&main, main.document()};
        evaluate_boolean(expression, context);
        context.node = {&main, Tree::root};
        evaluate_number(expression, context);
    } catch (const ExpressionError&) {
    }
    return 0;
}
