#pragma once

#include "platform/http/http.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// Walks every route of the program as every role of two or more owners and looks for a crack between them: a foreign
/// word in an answer, a foreign id that is answered otherwise than one that does not exist, a foreign row that changed.
///
/// To run it over new routes, give each owner rows whose texts hold its marker, name their ids by the parameters of
/// the routes ("scheme", "dossier", …), and expect `findings` and `not_walked` to be empty.
namespace longdan::isolation {

struct Person {
    std::string role;  ///< for the finding's text
    http::Principal principal;
};

struct Owner {
    std::string name;
    std::string marker;  ///< a word in every text of this owner and nowhere else: "ZQXBINHDUONG"
    /// Ids of its rows by the name of the route's parameter: {"scheme", {"123"}}.
    std::map<std::string, std::vector<std::string>> ids;
    std::vector<Person> people;
};

struct Walk {
    const http::Router* router = nullptr;
    std::vector<Owner> owners;
    /// Sends a request through the middlewares and handlers, errors as answers (TestGround::send).
    std::function<http::Response(http::Request)> send;
    /// The whole text of an answer, streams and files included.
    std::function<std::string(const http::Response&)> body;
    /// Query and form fields that carry ids, and whose: {"de-an", "scheme"}.
    std::map<std::string, std::string> fields;
    /// Sent with every post, so that it is not refused for an empty field before the id is looked at.
    std::vector<std::pair<std::string, std::string>> form;
    /// Values of parameters that are no rows of an owner: {"slug", {"ha-noi"}}. Routes with other parameters that no
    /// owner has ids for are listed as not walked.
    std::map<std::string, std::vector<std::string>> common;
    /// Text of everything an owner has, taken before and after; changes made by others are a finding.
    std::function<std::string(const Owner&)> state;
    /// Posts that change only what belongs to the person who sends them ("/dang-xuat") or that no test should send.
    std::vector<std::string> skipped;
};

struct Report {
    int requests = 0;
    std::vector<std::string> findings;    ///< "GET /x as planner of A: …"
    std::vector<std::string> not_walked;  ///< routes with a parameter nobody gave a value for
};

Report crawl(const Walk& walk);

}  // namespace longdan::isolation
