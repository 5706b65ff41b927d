#include "engine/xforms/form_plan.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <set>

#include <boost/json.hpp>

namespace longdan::xforms {

namespace json = boost::json;

namespace {

constexpr std::size_t deepest_expression = 24;
constexpr std::size_t most_problems = 100;

struct OperationRow {
    std::string_view name;
    Operation operation;
    std::size_t least;
    std::size_t most;
};
constexpr OperationRow operations[] = {
    {"ref", Operation::reference, 1, 1},
    {".", Operation::current, 0, 0},
    {"and", Operation::logical_and, 1, 64},
    {"or", Operation::logical_or, 1, 64},
    {"not", Operation::logical_not, 1, 1},
    {"=", Operation::equal, 2, 2},
    {"!=", Operation::not_equal, 2, 2},
    {"<", Operation::less, 2, 2},
    {"<=", Operation::less_equal, 2, 2},
    {">", Operation::greater, 2, 2},
    {">=", Operation::greater_equal, 2, 2},
    {"+", Operation::add, 2, 2},
    {"-", Operation::subtract, 2, 2},
    {"*", Operation::multiply, 2, 2},
    {"div", Operation::divide, 2, 2},
    {"mod", Operation::modulo, 2, 2},
    {"selected", Operation::selected, 2, 2},
    {"count-selected", Operation::count_selected, 1, 1},
    {"string-length", Operation::string_length, 1, 1},
    {"if", Operation::if_, 3, 3},
    {"coalesce", Operation::coalesce, 2, 2},
    {"number", Operation::number, 1, 1},
    {"string", Operation::string, 1, 1},
    {"round", Operation::round, 1, 1},
    {"floor", Operation::floor, 1, 1},
};

bool is_name(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    const auto letter = [](char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z'); };
    if (!letter(text[0]) && text[0] != '_') return false;
    return std::all_of(text.begin(), text.end(), [&](char sign) {
        return letter(sign) || (sign >= '0' && sign <= '9') || sign == '_' || sign == '-' || sign == '.';
    });
}

/// Names of choices may start with a digit but hold no blank, which separates them in an answer.
bool is_choice_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char sign) {
        return sign > ' ' && static_cast<unsigned char>(sign) < 0x7F;
    });
}

std::string element(const std::string& place, std::size_t index) { return place + "[" + std::to_string(index) + "]"; }

}  // namespace

class PlanReader {
  public:
    explicit PlanReader(const PlanLimits& limits) : limits_(limits), plan_(std::make_shared<FormPlan>()) {}

    std::shared_ptr<const FormPlan> read(std::string_view text) {
        if (text.size() > limits_.bytes) {
            throw Error(
                ErrorKind::too_large, "Bảng hỏi lớn hơn " + std::to_string(limits_.bytes >> 10) + " KB, hãy rút gọn"
            );
        }
        json::error_code error;
        json::parse_options options;
        options.max_depth = 64;
        const json::value root = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
        if (error) {
            throw Error(ErrorKind::invalid, "Bảng hỏi không phải JSON đúng chuẩn (UTF-8): " + error.message());
        }
        if (!root.is_object()) throw Error(ErrorKind::invalid, "Bảng hỏi phải là một đối tượng JSON");
        read_head(root.get_object());
        read_conditions();
        if (problems_.empty()) order();
        finish();
        return plan_;
    }

  private:
    void problem(const std::string& place, std::string message) {
        if (problems_.size() < most_problems) problems_.push_back({place, std::move(message)});
    }

    void finish() const {
        if (problems_.empty()) return;
        std::string message = "Bảng hỏi có " + std::to_string(problems_.size()) + " lỗi";
        for (const FieldError& found : problems_) message += "\n" + found.field + ": " + found.message;
        throw Error(ErrorKind::invalid, message, problems_);
    }

    void allow_keys(
        const json::object& object, const std::string& place, std::initializer_list<std::string_view> keys
    ) {
        for (const auto& member : object) {
            const std::string_view key(member.key().data(), member.key().size());
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
                problem(place, "không có mục '" + std::string(key.substr(0, 40)) + "' trong dạng bảng hỏi này");
            }
        }
    }

    std::string string_at(const json::object& object, const char* key, const std::string& place, bool required = true) {
        const json::value* found = object.if_contains(key);
        if (!found) {
            if (required) problem(place, std::string("thiếu '") + key + "'");
            return {};
        }
        if (!found->is_string()) {
            problem(place + "." + key, "phải là chữ");
            return {};
        }
        const std::string text(found->get_string().data(), found->get_string().size());
        if (text.size() > limits_.text) problem(place + "." + key, "quá dài");
        if (!is_utf8(text)) problem(place + "." + key, "không phải UTF-8");
        return text;
    }

    std::int64_t integer_at(
        const json::object& object, const char* key, const std::string& place, std::int64_t low, std::int64_t high,
        std::int64_t otherwise
    ) {
        const json::value* found = object.if_contains(key);
        if (!found) return otherwise;
        if (!found->is_int64() || found->get_int64() < low || found->get_int64() > high) {
            problem(place + "." + key, "phải là số nguyên từ " + std::to_string(low) + " đến " + std::to_string(high));
            return otherwise;
        }
        return found->get_int64();
    }

    Texts texts_at(const json::object& object, const char* key, const std::string& place, bool required) {
        Texts texts;
        const json::value* found = object.if_contains(key);
        if (!found) {
            if (required) problem(place, std::string("thiếu '") + key + "'");
            return texts;
        }
        if (!found->is_object()) {
            problem(place + "." + key, "phải là chữ theo ngôn ngữ, ví dụ {\"vi\": \"…\"}");
            return texts;
        }
        for (const auto& member : found->get_object()) {
            const std::string language(member.key());
            const std::string where = place + "." + key + "." + language;
            if (std::find(plan_->languages_.begin(), plan_->languages_.end(), language) == plan_->languages_.end()) {
                problem(where, "ngôn ngữ không có trong 'languages'");
            } else if (!member.value().is_string()) {
                problem(where, "phải là chữ");
            } else if (member.value().get_string().size() > limits_.text) {
                problem(where, "quá dài");
            } else {
                texts[language] = std::string(member.value().get_string());
            }
        }
        for (const std::string& language : plan_->languages_) {
            if (!texts.contains(language)) problem(place + "." + key, "thiếu ngôn ngữ '" + language + "'");
        }
        return texts;
    }

    void read_head(const json::object& root) {
        allow_keys(
            root, "(gốc)",
            {"plan", "code", "version", "method", "languages", "title", "introduction", "consent", "minutes", "lists",
             "pages", "remark"}
        );
        const json::value* plan = root.if_contains("plan");
        if (!plan || !plan->is_int64() || plan->get_int64() != 1) problem("plan", "phải là 1, dạng duy nhất được biết");
        plan_->code_ = string_at(root, "code", "(gốc)");
        plan_->version_ = string_at(root, "version", "(gốc)");
        if (!is_name(plan_->code_)) problem("code", "chỉ gồm chữ không dấu, số, dấu gạch, bắt đầu bằng chữ");
        if (plan_->version_.empty()) problem("version", "phải có phiên bản");
        read_languages(root);
        plan_->title_ = texts_at(root, "title", "(gốc)", true);
        plan_->introduction_ = texts_at(root, "introduction", "(gốc)", false);
        plan_->minutes_ = static_cast<int>(integer_at(root, "minutes", "(gốc)", 1, 600, 10));
        if (const json::value* method = root.if_contains("method")) {
            if (method->is_object()) {
                plan_->method_code_ = string_at(method->get_object(), "code", "method");
                plan_->method_version_ = string_at(method->get_object(), "version", "method");
            } else {
                problem("method", "phải có 'code' và 'version'");
            }
        }
        if (const json::value* consent = root.if_contains("consent")) {
            if (consent->is_object()) {
                plan_->consent_version_ = string_at(consent->get_object(), "version", "consent");
                plan_->consent_ = texts_at(consent->get_object(), "text", "consent", true);
            } else {
                problem("consent", "phải có 'version' và 'text'");
            }
        }
        read_lists(root);
        read_pages(root);
    }

    void read_languages(const json::object& root) {
        const json::value* languages = root.if_contains("languages");
        if (languages && languages->is_array()) {
            for (const json::value& language : languages->get_array()) {
                if (language.is_string() && language.get_string().size() >= 2 && language.get_string().size() <= 12) {
                    plan_->languages_.emplace_back(language.get_string());
                }
            }
        }
        if (plan_->languages_.empty()) problem("languages", "phải có ít nhất một ngôn ngữ, ví dụ [\"vi\"]");
    }

    void read_lists(const json::object& root) {
        const json::value* lists = root.if_contains("lists");
        if (!lists) return;
        if (!lists->is_object()) return problem("lists", "phải là các danh sách theo tên");
        std::size_t choices = 0;
        for (const auto& member : lists->get_object()) {
            const std::string place = "lists." + std::string(member.key());
            if (!member.value().is_array() || member.value().get_array().empty()) {
                problem(place, "phải là danh sách lựa chọn, không rỗng");
                continue;
            }
            choices += member.value().get_array().size();
            if (choices > limits_.choices) return problem("lists", "quá nhiều lựa chọn");
            ChoiceList list;
            list.name = std::string(member.key());
            for (std::size_t i = 0; i < member.value().get_array().size(); ++i) {
                read_choice(member.value().get_array()[i], element(place, i), list);
            }
            lists_[list.name] = plan_->lists_.size();
            plan_->lists_.push_back(std::move(list));
        }
    }

    void read_choice(const json::value& value, const std::string& place, ChoiceList& list) {
        if (!value.is_object()) return problem(place, "phải là đối tượng có 'name' và 'label'");
        const json::object& object = value.get_object();
        allow_keys(object, place, {"name", "code", "missing", "label"});
        Choice choice;
        choice.name = string_at(object, "name", place);
        if (!is_choice_name(choice.name))
            problem(place + ".name", "không được rỗng, không có dấu cách hay dấu tiếng Việt");
        if (list.find(choice.name)) problem(place + ".name", "trùng với một lựa chọn khác: " + choice.name);
        choice.label = texts_at(object, "label", place, true);
        if (const json::value* missing = object.if_contains("missing")) {
            if (*missing == "dont_know") {
                choice.missing = MissingCode::dont_know;
            } else if (*missing == "refused") {
                choice.missing = MissingCode::refused;
            } else {
                problem(place + ".missing", "phải là \"dont_know\" hoặc \"refused\"");
            }
        } else {
            if (!object.contains("code")) problem(place, "thiếu 'code' (mã số của lựa chọn)");
            choice.code = static_cast<std::int16_t>(integer_at(object, "code", place, -32000, 32000, 0));
            for (const Choice& other : list.choices) {
                if (!other.missing && other.code == choice.code) {
                    problem(place + ".code", "trùng mã với lựa chọn '" + other.name + "'");
                }
            }
        }
        list.choices.push_back(std::move(choice));
    }

    void read_pages(const json::object& root) {
        const json::value* pages = root.if_contains("pages");
        if (!pages || !pages->is_array() || pages->get_array().empty()) {
            return problem("pages", "phải có ít nhất một trang");
        }
        if (pages->get_array().size() > limits_.pages) return problem("pages", "quá nhiều trang");
        for (std::size_t i = 0; i < pages->get_array().size(); ++i) {
            const std::string place = element("pages", i);
            const json::value& value = pages->get_array()[i];
            if (!value.is_object()) {
                problem(place, "phải là đối tượng");
                continue;
            }
            const json::object& object = value.get_object();
            allow_keys(object, place, {"name", "title", "hint", "relevant", "content"});
            Page page;
            page.name = string_at(object, "name", place);
            if (!names_.insert(page.name).second) problem(place + ".name", "trùng tên: " + page.name);
            page.title = texts_at(object, "title", place, true);
            page.hint = texts_at(object, "hint", place, false);
            plan_->pages_.push_back(std::move(page));
            remember(object, "relevant", place, [this, i] { return &plan_->pages_[i].relevant; });
            read_content(object, place, i, {}, "/data", 0);
            if (plan_->pages_[i].questions.empty()) problem(place, "trang không có câu hỏi nào");
        }
    }

    void read_content(
        const json::object& parent, const std::string& place, std::size_t page, const std::vector<std::size_t>& groups,
        const std::string& path, int depth
    ) {
        const json::value* content = parent.if_contains("content");
        if (!content || !content->is_array()) return problem(place, "thiếu 'content' (các câu hỏi)");
        if (depth > 8) return problem(place, "nhóm lồng nhau quá sâu");
        for (std::size_t i = 0; i < content->get_array().size(); ++i) {
            const std::string where = element(place + ".content", i);
            const json::value& value = content->get_array()[i];
            if (!value.is_object()) {
                problem(where, "phải là câu hỏi hoặc nhóm");
            } else if (value.get_object().contains("group")) {
                read_group(value.get_object(), where, page, groups, path, depth);
            } else {
                read_question(value.get_object(), where, page, groups, path);
            }
        }
    }

    void read_group(
        const json::object& object, const std::string& place, std::size_t page, std::vector<std::size_t> groups,
        const std::string& path, int depth
    ) {
        allow_keys(object, place, {"group", "label", "hint", "relevant", "content"});
        Group group;
        group.name = string_at(object, "group", place);
        if (!is_name(group.name)) problem(place + ".group", "tên nhóm không hợp lệ");
        if (!names_.insert(group.name).second) problem(place + ".group", "trùng tên: " + group.name);
        group.label = texts_at(object, "label", place, false);
        group.hint = texts_at(object, "hint", place, false);
        const std::size_t index = plan_->groups_.size();
        const std::string inside = path + "/" + group.name;
        plan_->groups_.push_back(std::move(group));
        remember(object, "relevant", place, [this, index] { return &plan_->groups_[index].relevant; });
        groups.push_back(index);
        read_content(object, place, page, groups, inside, depth + 1);
    }

    void read_question(
        const json::object& object, const std::string& place, std::size_t page, const std::vector<std::size_t>& groups,
        const std::string& path
    ) {
        if (plan_->questions_.size() >= limits_.questions) return problem(place, "quá nhiều câu hỏi");
        allow_keys(
            object, place,
            {"question", "type", "list", "label", "hint", "likert", "item", "standing", "minimum", "maximum",
             "max_length", "max_choices", "required", "relevant", "constraint", "required_message",
             "constraint_message"}
        );
        Question question;
        question.name = string_at(object, "question", place);
        if (!is_name(question.name)) problem(place + ".question", "tên câu hỏi không hợp lệ: " + question.name);
        if (!names_.insert(question.name).second) problem(place + ".question", "trùng tên: " + question.name);
        question.path = path + "/" + question.name;
        question.page = page;
        question.groups = groups;
        question.label = texts_at(object, "label", place, true);
        question.hint = texts_at(object, "hint", place, false);
        question.item = string_at(object, "item", place, false);
        question.standing = string_at(object, "standing", place, false);
        question.required_message = texts_at(object, "required_message", place, false);
        question.constraint_message = texts_at(object, "constraint_message", place, false);
        if (const json::value* likert = object.if_contains("likert")) question.likert = *likert == true;
        read_type(object, place, question);
        const std::size_t index = plan_->questions_.size();
        plan_->by_name_[question.name] = index;
        plan_->pages_[page].questions.push_back(index);
        plan_->questions_.push_back(std::move(question));
        remember(object, "required", place, [this, index] { return &plan_->questions_[index].required; });
        remember(object, "relevant", place, [this, index] { return &plan_->questions_[index].relevant; });
        remember(object, "constraint", place, [this, index] { return &plan_->questions_[index].constraint; });
    }

    void read_type(const json::object& object, const std::string& place, Question& question) {
        const std::string type = string_at(object, "type", place);
        const QuestionType types[] = {
            QuestionType::select_one, QuestionType::select_multiple, QuestionType::integer, QuestionType::text,
            QuestionType::note};
        const auto found =
            std::find_if(std::begin(types), std::end(types), [&](QuestionType other) { return name(other) == type; });
        if (found == std::end(types)) {
            return problem(place + ".type", "không có loại câu hỏi '" + type.substr(0, 40) + "'");
        }
        question.type = *found;
        if (question.type == QuestionType::select_one || question.type == QuestionType::select_multiple) {
            const std::string list = string_at(object, "list", place);
            const auto known = lists_.find(list);
            if (known == lists_.end()) return problem(place + ".list", "không có danh sách '" + list + "'");
            question.list = known->second;
            question.max_choices = static_cast<std::size_t>(integer_at(object, "max_choices", place, 1, 5000, 0));
        } else if (question.type == QuestionType::integer) {
            if (!object.contains("minimum") || !object.contains("maximum")) {
                problem(place, "số nguyên phải có 'minimum' và 'maximum'");
            }
            question.minimum = integer_at(object, "minimum", place, -32000, 32000, -32000);
            question.maximum = integer_at(object, "maximum", place, -32000, 32000, 32000);
            if (*question.minimum > *question.maximum) problem(place, "'minimum' lớn hơn 'maximum'");
        } else if (question.type == QuestionType::text) {
            question.max_length = static_cast<std::size_t>(integer_at(object, "max_length", place, 1, 20000, 2000));
        }
    }

    /// Conditions may name questions that come later, so they are read when all questions are known.
    void remember(
        const json::object& object, const char* key, const std::string& place, std::function<Expression*()> target
    ) {
        if (const json::value* found = object.if_contains(key)) {
            pending_.push_back({found, place + "." + key, std::move(target)});
        }
    }

    void read_conditions() {
        for (const Pending& pending : pending_) {
            Expression expression;
            read_expression(*pending.value, pending.place, expression, 0);
            *pending.target() = std::move(expression);
        }
    }

    std::size_t read_expression(
        const json::value& value, const std::string& place, Expression& expression, std::size_t depth
    ) {
        const auto literal = [&](ExpressionValue constant) {
            return expression.add({Operation::literal, std::move(constant), 0, {}});
        };
        if (depth > deepest_expression) {
            problem(place, "điều kiện lồng nhau quá sâu");
            return literal(false);
        }
        if (value.is_string()) return literal(std::string(value.get_string()));
        if (value.is_int64()) return literal(static_cast<double>(value.get_int64()));
        if (value.is_double()) return literal(value.get_double());
        if (value.is_bool()) return literal(value.get_bool());
        if (!value.is_array() || value.get_array().empty() || !value.get_array()[0].is_string()) {
            problem(place, "điều kiện phải là hằng số hoặc [\"phép\", …]");
            return literal(false);
        }
        const json::array& array = value.get_array();
        const std::string_view wanted(array[0].get_string().data(), array[0].get_string().size());
        const auto row = std::find_if(std::begin(operations), std::end(operations), [&](const OperationRow& other) {
            return other.name == wanted;
        });
        if (row == std::end(operations)) {
            problem(place, "không có phép '" + std::string(wanted.substr(0, 40)) + "'");
            return literal(false);
        }
        const std::size_t given = array.size() - 1;
        if (given < row->least || given > row->most) {
            problem(place, "phép '" + std::string(wanted) + "' có số toán hạng sai: " + std::to_string(given));
            return literal(false);
        }
        Expression::Node node;
        node.operation = row->operation;
        if (row->operation == Operation::reference) {
            const auto question =
                array[1].is_string() ? plan_->find(std::string(array[1].get_string())) : std::optional<std::size_t>();
            if (!question) {
                problem(place, "điều kiện nhắc đến câu hỏi không có trong phiếu");
                return literal(false);
            }
            node.question = *question;
        } else {
            for (std::size_t i = 1; i < array.size(); ++i) {
                node.arguments.push_back(read_expression(array[i], element(place, i), expression, depth + 1));
            }
        }
        return expression.add(std::move(node));
    }

    /// Sorts the questions so that conditions come after what they name; a circle is a problem of the form.
    void order() {
        enum class Mark : char { fresh, open, done };
        std::vector<Mark> marks(plan_->questions_.size(), Mark::fresh);
        const std::function<void(std::size_t)> visit = [&](std::size_t index) {
            if (marks[index] == Mark::done) return;
            const Question& question = plan_->questions_[index];
            if (marks[index] == Mark::open) {
                return problem(question.path, "điều kiện của câu này phụ thuộc vòng tròn vào chính nó");
            }
            marks[index] = Mark::open;
            const auto visit_all = [&](const Expression& condition) {
                for (const std::size_t named : condition.references()) visit(named);
            };
            visit_all(plan_->pages_[question.page].relevant);
            for (const std::size_t group : question.groups) visit_all(plan_->groups_[group].relevant);
            visit_all(question.relevant);
            marks[index] = Mark::done;
            plan_->order_.push_back(index);
        };
        for (std::size_t i = 0; i < plan_->questions_.size(); ++i) visit(i);
    }

    struct Pending {
        const json::value* value;
        std::string place;
        std::function<Expression*()> target;
    };

    PlanLimits limits_;
    std::shared_ptr<FormPlan> plan_;
    std::map<std::string, std::size_t> lists_;
    std::set<std::string> names_;
    std::vector<Pending> pending_;
    std::vector<FieldError> problems_;
};

std::shared_ptr<const FormPlan> FormPlan::parse(std::string_view json, const PlanLimits& limits) {
    return PlanReader(limits).read(json);
}

}  // namespace longdan::xforms
