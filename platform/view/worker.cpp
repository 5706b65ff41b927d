#include "platform/base/text.h"
#include "platform/view/frames.h"
#include "platform/view/view.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

#include <JavaScriptCore/JavaScript.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace longdan::view {

namespace {

constexpr int channel = 0;  // the socket to the program stands where standard input was
constexpr Deadline never = Deadline::max();

struct JsStringRelease {
    void operator()(JSStringRef text) const { JSStringRelease(text); }
};
using JsString = std::unique_ptr<OpaqueJSString, JsStringRelease>;

JsString js_string(const std::string& text) { return JsString(JSStringCreateWithUTF8CString(text.c_str())); }

std::string utf8(JSStringRef text) {
    std::string out(JSStringGetMaximumUTF8CStringSize(text), '\0');
    const std::size_t size = JSStringGetUTF8CString(text, out.data(), out.size());
    out.resize(size == 0 ? 0 : size - 1);
    return out;
}

/// JavaScriptCore reads malformed UTF-8 as an empty text; a page with a replacement sign is better than none.
std::string well_formed(std::string text) {
    if (is_utf8(text)) return text;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = 4;
        while (length > 0 && !(i + length <= text.size() && is_utf8(std::string_view(text).substr(i, length))))
            --length;
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out.append(text, i, length);
            i += length;
        }
    }
    return out;
}

/// One JavaScript context with the bundle loaded.
class Script {
  public:
    Script() : context_(JSGlobalContextCreate(nullptr)) {}
    ~Script() { JSGlobalContextRelease(context_); }
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;

    /// Runs the bundle; an answer frame.
    std::string load(const std::string& source) {
        JSValueRef thrown = nullptr;
        const auto text = js_string(source);
        const auto address = js_string("server.js");
        JSEvaluateScript(context_, text.get(), nullptr, address.get(), 1, &thrown);
        if (thrown) return failure(thrown);
        const auto name = js_string("render");
        JSValueRef render = JSObjectGetProperty(context_, JSContextGetGlobalObject(context_), name.get(), &thrown);
        if (thrown || !JSValueIsObject(context_, render)) return frame(Answer::failed, "the bundle has no render()");
        render_ = JSValueToObject(context_, render, nullptr);
        JSValueProtect(context_, render_);
        return frame(Answer::loaded, "");
    }

    std::string render(const std::string& view, const std::string& document, const std::string& context) {
        if (!render_) return frame(Answer::failed, "no bundle is loaded");
        const JSValueRef arguments[] = {value(view), value(well_formed(document)), value(well_formed(context))};
        JSValueRef thrown = nullptr;
        const JSValueRef result = JSObjectCallAsFunction(context_, render_, nullptr, 3, arguments, &thrown);
        if (thrown) return failure(thrown);
        const JsString html(JSValueToStringCopy(context_, result, &thrown));
        if (thrown) return failure(thrown);
        return frame(Answer::html, utf8(html.get()));
    }

  private:
    JSValueRef value(const std::string& text) { return JSValueMakeString(context_, js_string(text).get()); }

    static std::string frame(Answer answer, const std::string& text) { return static_cast<char>(answer) + text; }

    std::string failure(JSValueRef thrown) {
        const JsString message(JSValueToStringCopy(context_, thrown, nullptr));
        std::string text = message ? utf8(message.get()) : "an exception without a message";
        if (JSValueIsObject(context_, thrown)) {
            const auto name = js_string("stack");
            const JSObjectRef object = JSValueToObject(context_, thrown, nullptr);
            const JSValueRef stack = JSObjectGetProperty(context_, object, name.get(), nullptr);
            if (stack && JSValueIsString(context_, stack)) {
                const JsString lines(JSValueToStringCopy(context_, stack, nullptr));
                if (lines) text += "\n" + utf8(lines.get());
            }
        }
        return frame(Answer::failed, text);
    }

    JSGlobalContextRef context_;
    JSObjectRef render_ = nullptr;
};

/// A user and a network namespace of its own where the system allows them: only while there is one thread.
void leave_the_network() {
    if (chdir("/") != 0) std::perror("render worker: chdir");
    unshare(CLONE_NEWUSER | CLONE_NEWNET);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/// After this no file and no socket can be opened: the three descriptors that are open are all there may be.
/// JavaScriptCore reads the bounds of its stack from a file when it starts, so a context must exist before.
void shut_the_doors() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &none);
    const rlimit three{3, 3};
    setrlimit(RLIMIT_NOFILE, &three);
}

/// A worker in an endless loop must not outlive the program.
void leave_with_the_program() {
    std::thread([] {
        pollfd entry{channel, POLLRDHUP, 0};
        while (poll(&entry, 1, -1) < 0 && errno == EINTR) {
        }
        _exit(0);
    }).detach();
}

}  // namespace

bool is_render_worker(int argc, char** argv) { return argc == 2 && std::strcmp(argv[1], "--render-worker") == 0; }

int run_render_worker(int, char**) {
    leave_the_network();
    leave_with_the_program();
    Script script;
    shut_the_doors();
    const auto bundle = receive_frame(channel, never, {});
    if (!bundle || !send_frame(channel, script.load(*bundle), never, {})) return 1;
    for (;;) {
        const auto view = receive_frame(channel, never, {});
        const auto document = view ? receive_frame(channel, never, {}) : std::nullopt;
        const auto context = document ? receive_frame(channel, never, {}) : std::nullopt;
        if (!context) return 0;
        if (!send_frame(channel, script.render(*view, *document, *context), never, {})) return 0;
    }
}

}  // namespace longdan::view
