#pragma once

#include "engine/xforms/codebook.h"
#include "engine/xforms/form.h"
#include "engine/xforms/form_plan.h"
#include "engine/xforms/session.h"

#include <string>
#include <string_view>
#include <vector>

/// The judge of what came in: one submission against the form it says it was made with. docs/submissions.md tells what
/// each rule means.
namespace longdan::xforms {

enum class Outcome : std::uint8_t { ok, violations, unreadable };
std::string_view name(Outcome outcome);

struct SubmissionViolation {
    std::string path;  ///< "/data/rep[2]/age": repeats carry their position, from 1
    ViolationRule rule = ViolationRule::unknown;
    bool operator==(const SubmissionViolation&) const = default;
};

struct SubmissionCheck {
    Outcome outcome = Outcome::ok;
    std::string reason;                           ///< of an unreadable one, for a person
    std::vector<SubmissionViolation> violations;  ///< in the order of the submission; one for each node
    PackedAnswers packed;
    std::string instance_id;
    std::vector<std::string> attachments;  ///< names of the files that the answers name
};

/// Judges a submission. It never throws for what is in it: broken XML, an encrypted one or one of another form is
/// unreadable, with the reason. `options.now` and the offset are those of the judging; what only the device knew
/// (times, chance, properties) is taken as it came.
SubmissionCheck check_submission(
    const Form& form, const FormCodebook& codebook, std::string_view xml, const std::string& name,
    const SessionOptions& options
);

/// The line of `longdan form check`: {"file":…,"outcome":…,"violations":[…],"packed":{…}}, with "reason" where it is
/// unreadable.
std::string to_json(const SubmissionCheck& check, const FormCodebook& codebook, std::string_view file);

}  // namespace longdan::xforms
