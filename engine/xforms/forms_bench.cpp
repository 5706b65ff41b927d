#include "engine/xforms/submission.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>
#include <string>

#include <fmt/format.h>

/// Judging submissions and reading forms, in seconds of this thread's processor.
namespace longdan::xforms {
namespace {

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Seconds of the fastest of several runs.
double fastest(int runs, const std::function<void()>& work) {
    double best = 1e9;
    for (int run = 0; run < runs; ++run) {
        const double begin = processor_seconds();
        work();
        best = std::min(best, processor_seconds() - begin);
    }
    return best;
}

std::string form_around(
    const std::string& instance, const std::string& lists, const std::string& binds, const std::string& body
) {
    return R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Đo</h:title><model><instance><data id="do" version="1">)xml" +
           instance + "<meta><instanceID/></meta></data></instance>" + lists + binds + "</model></h:head><h:body>" +
           body + "</h:body></h:html>";
}

std::string list(const std::string& id, int items) {
    std::string all = "<instance id=\"" + id + "\"><root>";
    for (int item = 1; item <= items; ++item) {
        all += fmt::format(
            "<item><name>{0}</name><label>Phương án {0}</label><tinh>{1}</tinh></item>", item, item % 34 + 1
        );
    }
    return all + "</root></instance>";
}

/// A questionnaire as rounds have it: of six questions one is a whole number with limits, one asked only after another,
/// one calculated, three on a scale of five. In steps of 6.
struct Questionnaire {
    std::string form;
    std::string submission;
};
Questionnaire questionnaire(int questions) {
    std::string instance, binds, body, answers;
    for (int at = 0; at < questions; at += 6) {
        for (int one = 0; one < 6; ++one) instance += fmt::format("<q{}/>", at + one);
        binds += fmt::format(
            R"xml(<bind nodeset="/data/q{0}" type="int" required="true()" constraint=". &gt;= 18 and . &lt;= 110"/>)xml",
            at
        );
        binds += fmt::format(
            R"xml(<bind nodeset="/data/q{1}" type="string" relevant=" /data/q{0}  &gt; 30"/>)xml", at, at + 1
        );
        binds += fmt::format(
            R"xml(<bind nodeset="/data/q{2}" type="int" calculate=" /data/q{0}  + if( /data/q{1}  = '', 0, 1)"/>)xml",
            at, at + 1, at + 2
        );
        body += fmt::format(
            R"xml(<input ref="/data/q{0}"><label>Tuổi</label></input><input ref="/data/q{1}"><label>Vì sao</label></input>)xml",
            at, at + 1
        );
        answers += fmt::format("<q{0}>34</q{0}><q{1}>Thiếu giấy tờ</q{1}><q{2}>35</q{2}>", at, at + 1, at + 2);
        for (int one = at + 3; one < at + 6; ++one) {
            binds += fmt::format(R"xml(<bind nodeset="/data/q{0}" type="string" required="true()"/>)xml", one);
            body += fmt::format(
                R"xml(<select1 ref="/data/q{0}"><label>Hài lòng</label><itemset nodeset="instance('thang')/root/item">
<value ref="name"/><label ref="label"/></itemset></select1>)xml",
                one
            );
            answers += fmt::format("<q{0}>4</q{0}>", one);
        }
    }
    return {
        form_around(instance, list("thang", 5), binds, body),
        "<data id=\"do\" version=\"1\">" + answers + "<meta><instanceID>uuid:1</instanceID></meta></data>"};
}

int run() {
    const Questionnaire sixty = questionnaire(60);
    const auto form = Form::read(sixty.form, "do.xml");
    const FormCodebook codebook = make_codebook(*form);
    const SessionOptions options{.now = *parse_moment("2026-04-06T08:30:00+07:00")};
    const auto judge = [&] { return check_submission(*form, codebook, sixty.submission, "bài.xml", options); };
    if (judge().outcome != Outcome::ok) {
        std::cerr << to_json(judge(), codebook, "bài.xml") << "\n";
        return 1;
    }
    constexpr int times = 2000;
    const double seconds = fastest(5, [&] {
        for (int time = 0; time < times; ++time) judge();
    });
    std::cout << fmt::format("60 questions read, judged and packed: {:.1f} us a submission\n", seconds / times * 1e6);

    const double small = fastest(20, [&] { Form::read(sixty.form, "do.xml"); });
    std::cout << fmt::format("form of 60 questions read: {:.2f} ms\n", small * 1e3);

    Questionnaire large = questionnaire(3000);
    large.form.insert(large.form.find("<bind"), list("xa", 10'600));
    const double read = fastest(3, [&] { Form::read(large.form, "do.xml"); });
    std::cout << fmt::format("form of 3000 questions with 10600 communes read: {:.0f} ms\n", read * 1e3);
    return 0;
}

}  // namespace
}  // namespace longdan::xforms

int main() { return longdan::xforms::run(); }
