#include "features/collect/documents.h"

#include "features/collect/collect.h"

namespace longdan::collect {

const view::View<SurveyList> surveys_view{"collect/surveys"};
const view::View<StartPage> start_view{"collect/start"};
const view::View<QuestionPage> question_view{"collect/questions"};
const view::View<ReviewPage> review_view{"collect/review"};
const view::View<ReceiptPage> receipt_view{"collect/receipt"};
const view::View<DoorList> doors_view{"collect/doors"};
const view::View<ProgressPage> progress_view{"collect/progress"};
const view::View<CodesPage> codes_view{"collect/codes"};
const view::View<PrintedCodes> printed_view{"collect/printed"};
const view::View<AnswerList> answers_view{"collect/answers"};
const view::View<AnswerPage> answer_view{"collect/answer"};

void Collect::declare_views(view::Catalogue& catalogue) {
    catalogue.add(surveys_view);
    catalogue.add(start_view);
    catalogue.add(question_view);
    catalogue.add(review_view);
    catalogue.add(receipt_view);
    catalogue.add(doors_view);
    catalogue.add(progress_view);
    catalogue.add(codes_view);
    catalogue.add(printed_view);
    catalogue.add(answers_view);
    catalogue.add(answer_view);
}

void Collect::add_routes() {
    add_questionnaire_routes();
    add_api_routes();
    add_official_routes();
}

}  // namespace longdan::collect
