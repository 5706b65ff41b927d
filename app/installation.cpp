#include "app/commands.h"
#include "app/program.h"
#include "app/settings_options.h"
#include "app/text_files.h"
#include "platform/backup/backup.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/base/log.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

namespace longdan::app {
namespace {

void say(std::string_view text) { std::cout << "    " << text << "\n" << std::flush; }

/// A password from the terminal without showing it, or the first line of standard input.
std::string read_password() {
    termios before{};
    const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        std::cerr << "Mật khẩu (ít nhất 12 ký tự): " << std::flush;
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    std::string password;
    std::getline(std::cin, password);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
        std::cerr << "\n";
    }
    return password;
}

}  // namespace

int run_migrate(int argc, char** argv) {
    CLI::App command("Brings the tables of the database up to this program", "longdan migrate");
    SettingsOptions chosen(command);
    bool dry_run = false;
    command.add_flag("--dry-run", dry_run, "only says what would be applied");
    if (const auto code = parse_options(command, argc, argv)) return *code;
    Foundation foundation(chosen.settings(), Pages::none);
    const auto migrations = all_migrations();
    int missing = 0;
    for (const db::MigrationStatus& status : foundation.database->migration_status(migrations)) {
        if (status.applied) continue;
        ++missing;
        say(fmt::format("{} {:04} {}", status.feature, status.number, status.name));
    }
    if (!dry_run) foundation.database->migrate(migrations);
    std::cout << fmt::format("{} migrations {}\n", missing, dry_run ? "would be applied" : "applied");
    return 0;
}

int run_seed(int argc, char** argv) {
    CLI::App command("Loads the reference data: units, methods, published figures", "longdan seed");
    SettingsOptions chosen(command);
    if (const auto code = parse_options(command, argc, argv)) return *code;
    Foundation foundation(chosen.settings(), Pages::none);
    Program program(foundation);
    program.seed();
    std::cout << "reference data loaded from " << foundation.settings.reference_data << "\n";
    return 0;
}

int run_user(int argc, char** argv) {
    CLI::App command("Accounts from the command line", "longdan user");
    command.require_subcommand(1);
    CLI::App* add =
        command.add_subcommand("add", "makes an administrator; the password is asked for, or read from standard input");
    SettingsOptions chosen(*add);
    identity::Identity::NewAccount account;
    bool another = false;
    add->add_option("name", account.name, "sign-in name")->required();
    add->add_option("--display-name", account.display_name, "name people see");
    add->add_flag("--another", another, "also when there is an administrator already");
    CLI::App* link = command.add_subcommand("link", "prints a one-time link by which a person chooses a new password");
    SettingsOptions link_settings(*link);
    link->add_option("name", account.name, "sign-in name")->required();
    if (const auto code = parse_options(command, argc, argv)) return *code;
    if (link->parsed()) {
        Foundation foundation(link_settings.settings(), Pages::none);
        Program program(foundation);
        const std::string token = foundation.database->write([&](db::Transaction& tx) {
            const auto found = program.identity.find_account(tx, account.name);
            if (!found) throw Error(ErrorKind::not_found, "there is no account " + account.name);
            return program.identity.make_password_link(tx, identity::Identity::system_access(), *found);
        });
        std::cout << foundation.settings.public_address << "/dat-mat-khau?ma=" << token << "\n";
        return 0;
    }
    if (account.display_name.empty()) account.display_name = account.name;
    account.password = read_password();
    Foundation foundation(chosen.settings(), Pages::none);
    Program program(foundation);
    foundation.database->write([&](db::Transaction& tx) {
        program.identity.create_first_administrator(tx, account, another);
    });
    std::cout << "account " << account.name << " made\n";
    return 0;
}

int run_backup(int argc, char** argv) {
    CLI::App command("Writes everything the installation keeps into one archive", "longdan backup");
    SettingsOptions chosen(command);
    std::string out;
    command.add_option("archive", out, "file to write: longdan-2026-11-22.tar.gz")->required();
    if (const auto code = parse_options(command, argc, argv)) return *code;
    Foundation foundation(chosen.settings(), Pages::none);
    const backup::Manifest manifest =
        backup::backup(*foundation.database, foundation.files, out, foundation.clock->now(), say);
    std::cout << fmt::format(
        "{}: {} tables, {} files, content {}\n", out, manifest.tables.size(), manifest.files.size(), manifest.sha256
    );
    return 0;
}

int run_restore(int argc, char** argv) {
    CLI::App command("Puts an archive into an empty installation", "longdan restore");
    SettingsOptions chosen(command);
    std::string in;
    command.add_option("archive", in, "file that longdan backup wrote")->required();
    if (const auto code = parse_options(command, argc, argv)) return *code;
    Foundation foundation(chosen.settings(), Pages::none);
    const auto migrations = all_migrations();
    const backup::Manifest manifest = backup::restore(in, *foundation.database, foundation.files, migrations, say);
    std::cout << fmt::format(
        "{}: {} tables, {} files restored, content {}\n", in, manifest.tables.size(), manifest.files.size(),
        manifest.sha256
    );
    return 0;
}

int run_verify(int argc, char** argv) {
    CLI::App command("Checks audit chain, receipts, stored files and every published figure", "longdan verify");
    SettingsOptions chosen(command);
    if (const auto code = parse_options(command, argc, argv)) return *code;
    Foundation foundation(chosen.settings(), Pages::none);
    Program program(foundation);
    program.warm();
    std::vector<std::string> problems;
    const auto attempt = [&](std::string_view what, const std::function<std::string()>& check) {
        try {
            std::cout << fmt::format("{}: {}\n", what, check());
        } catch (const Error& error) {
            problems.push_back(fmt::format("{}: {}", what, error.what()));
        }
    };
    const auto in_transaction = [&](const std::function<std::string(db::Transaction&)>& check) {
        return foundation.database->read([&](db::Transaction& tx) { return check(tx); });
    };
    attempt("audit chain", [&] {
        return in_transaction([&](db::Transaction& tx) {
            return fmt::format("{} entries", program.identity.verify_audit(tx));
        });
    });
    attempt("receipts", [&] {
        return in_transaction([&](db::Transaction& tx) { return fmt::format("{} answers", program.collect.verify(tx)); }
        );
    });
    attempt("approvals", [&] {
        return in_transaction([&](db::Transaction& tx) {
            return fmt::format("{} files of dossiers", program.approvals.verify_files(tx));
        });
    });
    attempt("files", [&] {
        const backup::FilesReport report = backup::verify_files(foundation.files);
        for (const std::string& damaged : report.damaged) problems.push_back("files: " + damaged + " is damaged");
        return fmt::format("{} checked", report.checked);
    });
    attempt("figures", [&] {
        return in_transaction([&](db::Transaction& tx) {
            const auto recompute = [&](const results::Revision& revision, const std::vector<results::Figure>& figures) {
                return program.rounds.recompute(tx, revision, figures);
            };
            const results::Verification found = program.results.verify(tx, recompute);
            problems.insert(problems.end(), found.problems.begin(), found.problems.end());
            return fmt::format("{} revisions, {} figures recomputed", found.revisions, found.figures);
        });
    });
    for (const std::string& problem : problems) std::cerr << "longdan verify: " << problem << "\n";
    std::cout << (problems.empty() ? "all right\n" : fmt::format("{} problems\n", problems.size()));
    return problems.empty() ? 0 : 1;
}

}  // namespace longdan::app
