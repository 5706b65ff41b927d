#include "features/methods/state.h"
#include "platform/base/digest.h"
#include "platform/base/whole_file.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace longdan::methods {

namespace {

constexpr std::string_view select_version = R"(
    SELECT id, sha256 FROM {table} WHERE scheme = :scheme AND code = :code AND version = :version)";
constexpr std::string_view select_newest = R"(
    SELECT id FROM {table} WHERE scheme = :scheme AND code = :code ORDER BY id DESC LIMIT 1)";

std::string on_table(std::string_view sql, std::string_view table) {
    std::string text(sql);
    text.replace(text.find("{table}"), 7, table);
    return text;
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder)) {
        throw Error(ErrorKind::not_found, "Không có thư mục dữ liệu " + folder.string());
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The form's questions must measure items of the method, with the codes of their scales.
void check_against_method(const xforms::FormPlan& plan, const Method& method, std::string_view file_name) {
    std::vector<FieldError> problems;
    std::set<std::string> measured;
    for (const xforms::Question& question : plan.questions()) {
        if (question.item.empty()) continue;
        const Item* item = method.item(question.item);
        if (!item) {
            problems.push_back({question.path, "phương pháp không có nội dung '" + question.item + "'"});
            continue;
        }
        if (!measured.insert(item->code).second) {
            problems.push_back({question.path, "nội dung '" + item->code + "' được hỏi hai lần"});
        }
        if (item->multiple != (question.type == xforms::QuestionType::select_multiple)) {
            problems.push_back({question.path, "một lựa chọn hay nhiều lựa chọn không khớp với phương pháp"});
        }
        const Scale* scale = method.scale(item->scale);
        if (item->multiple || !scale) continue;
        std::set<std::int16_t> asked;
        std::set<std::int16_t> defined;
        for (const xforms::Choice& choice : plan.list_of(question).choices) {
            if (!choice.missing) asked.insert(choice.code);
        }
        for (const ScaleLevel& level : scale->levels) defined.insert(level.code);
        if (asked != defined)
            problems.push_back({question.path, "lựa chọn không đúng các mức của thang '" + scale->code + "'"});
    }
    if (problems.empty()) return;
    std::string message = std::string(file_name) + " không khớp phương pháp " + method.code + " " + method.version;
    for (const FieldError& problem : problems) message += "\n" + problem.field + ": " + problem.message;
    throw Error(ErrorKind::invalid, message, problems);
}

}  // namespace

std::int64_t Methods::State::store(
    db::Transaction& tx, std::string_view table, std::int64_t scheme, const std::string& code,
    const std::string& version, const std::string& hash, const std::function<void(std::int64_t id)>& insert
) const {
    const auto known =
        tx.query_one(on_table(select_version, table), {{"scheme", scheme}, {"code", code}, {"version", version}});
    if (known) {
        if (known->text("sha256") == hash) return known->integer("id");
        throw Error(
            ErrorKind::conflict,
            "Phiên bản " + code + " " + version +
                " đã có với nội dung khác; một phiên bản không bao giờ đổi, hãy đặt số phiên bản mới"
        );
    }
    const std::int64_t id = new_ordered_id(ground.clock.now());
    insert(id);
    return id;
}

Methods::Methods(Ground& ground) : state_(std::make_unique<State>(ground)) {}
Methods::~Methods() = default;

void Methods::seed(db::Transaction& tx, const std::string& data_folder) {
    const std::filesystem::path folder(data_folder);
    for (const auto& path : json_files(folder / "methods"))
        store_method(tx, 0, read_file(path.string()), path.filename().string());
    for (const auto& path : json_files(folder / "questionnaires")) {
        store_form(tx, 0, read_file(path.string()), path.filename().string());
    }
}

MethodId Methods::store_method(
    db::Transaction& tx, std::int64_t scheme, std::string_view json, std::string_view file_name
) {
    const Method method = parse_method(json, file_name);
    const auto insert = [&](std::int64_t id) {
        tx.execute(
            R"(INSERT INTO method (id, scheme, code, version, sha256, json)
               VALUES (:id, :scheme, :code, :version, :sha256, :json))",
            {{"id", id},
             {"scheme", scheme},
             {"code", method.code},
             {"version", method.version},
             {"sha256", method.sha256},
             {"json", method.json}}
        );
    };
    return MethodId{state_->store(tx, "method", scheme, method.code, method.version, method.sha256, insert)};
}

FormId Methods::store_form(
    db::Transaction& tx, std::int64_t scheme, std::string_view json, std::string_view file_name
) {
    const auto plan = xforms::FormPlan::parse(json);
    auto measured = find_method(tx, plan->method_code(), plan->method_version(), scheme);
    if (!measured && scheme != 0) measured = find_method(tx, plan->method_code(), plan->method_version(), 0);
    if (!measured) {
        throw Error(
            ErrorKind::invalid, std::string(file_name) + ": chưa có phương pháp '" + plan->method_code() +
                                    "' phiên bản '" + plan->method_version() + "'; hãy nạp phương pháp trước"
        );
    }
    check_against_method(*plan, *measured, file_name);
    const std::string hash = sha256(json);
    const auto insert = [&](std::int64_t id) {
        tx.execute(
            R"(INSERT INTO questionnaire (id, scheme, code, version, method, sha256, json)
               VALUES (:id, :scheme, :code, :version, :method, :sha256, :json))",
            {{"id", id},
             {"scheme", scheme},
             {"code", plan->code()},
             {"version", plan->version()},
             {"method", measured->id},
             {"sha256", hash},
             {"json", std::string(json)}}
        );
    };
    return FormId{state_->store(tx, "questionnaire", scheme, plan->code(), plan->version(), hash, insert)};
}

std::shared_ptr<const Method> Methods::method(db::Transaction& tx, MethodId id) const {
    {
        const std::lock_guard lock(state_->mutex);
        if (const auto found = state_->methods.find(id.value); found != state_->methods.end()) return found->second;
    }
    const auto row = tx.query_one("SELECT scheme, json FROM method WHERE id = :id", {{"id", id}});
    if (!row) throw Error(ErrorKind::not_found, "Không có phương pháp này");
    auto method = std::make_shared<Method>(parse_method(row->text("json"), "phương pháp " + id.text()));
    method->id = id;
    method->scheme = row->integer("scheme");
    const std::lock_guard lock(state_->mutex);
    return state_->methods.emplace(id.value, std::move(method)).first->second;
}

std::shared_ptr<const Form> Methods::form(db::Transaction& tx, FormId id) const {
    {
        const std::lock_guard lock(state_->mutex);
        if (const auto found = state_->forms.find(id.value); found != state_->forms.end()) return found->second;
    }
    const auto row =
        tx.query_one("SELECT scheme, method, sha256, json FROM questionnaire WHERE id = :id", {{"id", id}});
    if (!row) throw Error(ErrorKind::not_found, "Không có phiếu hỏi này");
    auto form = std::make_shared<Form>();
    form->id = id;
    form->scheme = row->integer("scheme");
    form->method = row->id<MethodId>("method");
    form->sha256 = row->text("sha256");
    form->json = row->text("json");
    form->plan = xforms::FormPlan::parse(form->json);
    form->code = form->plan->code();
    form->version = form->plan->version();
    form->codebook = xforms::make_codebook(*form->plan);
    const std::lock_guard lock(state_->mutex);
    return state_->forms.emplace(id.value, std::move(form)).first->second;
}

namespace {
std::optional<std::int64_t> find_id(
    db::Transaction& tx, std::string_view table, std::string_view code, std::string_view version, std::int64_t scheme
) {
    const auto row =
        version.empty()
            ? tx.query_one(on_table(select_newest, table), {{"scheme", scheme}, {"code", code}})
            : tx.query_one(on_table(select_version, table), {{"scheme", scheme}, {"code", code}, {"version", version}});
    if (!row) return std::nullopt;
    return row->integer("id");
}

/// Ids of reference versions and of the schemes', newest first.
std::vector<std::int64_t> list_ids(
    db::Transaction& tx, std::string_view table, const std::vector<std::int64_t>& schemes
) {
    std::vector<std::int64_t> ids;
    for (const auto& row : tx.query(on_table("SELECT id, scheme FROM {table} ORDER BY id DESC", table))) {
        const std::int64_t scheme = row.integer("scheme");
        if (scheme == 0 || std::find(schemes.begin(), schemes.end(), scheme) != schemes.end()) {
            ids.push_back(row.integer("id"));
        }
    }
    return ids;
}
}  // namespace

std::shared_ptr<const Method> Methods::find_method(
    db::Transaction& tx, std::string_view code, std::string_view version, std::int64_t scheme
) const {
    const auto id = find_id(tx, "method", code, version, scheme);
    return id ? method(tx, MethodId{*id}) : nullptr;
}

std::shared_ptr<const Form> Methods::find_form(
    db::Transaction& tx, std::string_view code, std::string_view version, std::int64_t scheme
) const {
    const auto id = find_id(tx, "questionnaire", code, version, scheme);
    return id ? form(tx, FormId{*id}) : nullptr;
}

std::vector<std::shared_ptr<const Method>> Methods::list_methods(
    db::Transaction& tx, const std::vector<std::int64_t>& schemes
) const {
    std::vector<std::shared_ptr<const Method>> methods;
    for (const std::int64_t id : list_ids(tx, "method", schemes)) methods.push_back(method(tx, MethodId{id}));
    return methods;
}

std::vector<std::shared_ptr<const Form>> Methods::list_forms(
    db::Transaction& tx, const std::vector<std::int64_t>& schemes
) const {
    std::vector<std::shared_ptr<const Form>> forms;
    for (const std::int64_t id : list_ids(tx, "questionnaire", schemes)) forms.push_back(form(tx, FormId{id}));
    return forms;
}

}  // namespace longdan::methods
