#include "engine/xpath/evaluator.h"
#include "platform/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <openssl/evp.h>

/// Functions about texts. Lengths and places count UTF-16 units, as Java and JavaScript do, so that all clients agree;
/// a character outside the basic plane counts twice and is never cut in two.
namespace longdan::xpath {

namespace {

constexpr std::size_t longest_text = 16'000'000;
/// A regular expression may work as much as visiting so many nodes.
constexpr std::uint64_t steps_of_a_match = 500;

std::size_t bytes_of_character(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::size_t units(std::string_view text) {
    std::size_t count = 0;
    for (const char sign : text) {
        const auto byte = static_cast<unsigned char>(sign);
        if ((byte & 0xC0U) != 0x80) count += byte >= 0xF0 ? 2 : 1;
    }
    return count;
}

/// Units from `begin` to before `end`.
std::string_view slice(std::string_view text, double begin, double end) {
    std::size_t at = 0;
    double unit = 0;
    const auto advance = [&](double until) {
        while (at < text.size() && unit < until) {
            const std::size_t length = std::min(bytes_of_character(text[at]), text.size() - at);
            unit += length == 4 ? 2 : 1;
            at += length;
        }
    };
    advance(begin);
    const std::size_t from = at;
    advance(end);
    return text.substr(from, at - from);
}

/// substr(text, begin, end): places from 0, from the back when below 0.
std::string_view substr(std::string_view text, double begin, double end) {
    const auto length = static_cast<double>(units(text));
    const auto place = [&](double at) {
        if (std::isnan(at)) return 0.0;
        const double whole = std::trunc(at);
        return std::clamp(whole < 0 ? length + whole : whole, 0.0, length);
    };
    const double from = place(begin);
    const double to = place(end);
    return from < to ? slice(text, from, to) : std::string_view();
}

double half_up(double number) { return std::floor(number + 0.5); }

/// XPath 1.0, section 4.2, substring(): places from 1, rounded half up; without a length to the end.
std::string_view substring(std::string_view text, double begin, std::optional<double> length) {
    const double from = half_up(begin);
    const double to = length ? from + half_up(*length) : INFINITY;
    if (std::isnan(from) || std::isnan(to) || to <= 1) return {};
    const double first = std::max(from, 1.0);
    return first < to ? slice(text, first - 1, to - 1) : std::string_view();
}

std::string normalised(std::string_view text) {
    std::string out;
    bool gap = false;
    for (const char sign : text) {
        if (sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r') {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out += sign;
    }
    return out;
}

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> list;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::min(bytes_of_character(text[at]), text.size() - at);
        list.push_back(text.substr(at, length));
        at += length;
    }
    return list;
}

std::string translated(std::string_view text, std::string_view from, std::string_view to) {
    const auto old_signs = characters(from);
    const auto new_signs = characters(to);
    std::string out;
    for (const std::string_view sign : characters(text)) {
        const auto place =
            static_cast<std::size_t>(std::find(old_signs.begin(), old_signs.end(), sign) - old_signs.begin());
        if (place == old_signs.size())
            out += sign;
        else if (place < new_signs.size())
            out += new_signs[place];
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<int>(bytes.size())
    );
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::string hex(std::string_view bytes) {
    std::string out;
    for (const char byte : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return out;
}

/// The bytes of base64 text, blanks ignored; what follows a sign that does not belong there is left out.
std::string base64_decoded(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char sign : text) {
        if (sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r') continue;
        std::uint32_t six = 0;
        if (sign >= 'A' && sign <= 'Z')
            six = static_cast<std::uint32_t>(sign - 'A');
        else if (sign >= 'a' && sign <= 'z')
            six = static_cast<std::uint32_t>(sign - 'a' + 26);
        else if (sign >= '0' && sign <= '9')
            six = static_cast<std::uint32_t>(sign - '0' + 52);
        else if (sign == '+' || sign == '-')
            six = 62;
        else if (sign == '/' || sign == '_')
            six = 63;
        else
            break;
        bits = bits << 6U | six;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
        }
    }
    return out;
}

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// The text behind an Ed25519 signature of 64 bytes (RFC 8032), "" when the key did not sign it.
std::string signed_text(std::string_view contents, std::string_view public_key) {
    constexpr std::size_t signature_length = 64;
    if (contents.size() < signature_length) return {};
    const auto* bytes = reinterpret_cast<const unsigned char*>(contents.data());
    const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_PKEY_new_raw_public_key(
        EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(public_key.data()), public_key.size()
    ));
    const std::unique_ptr<EVP_MD_CTX, FreeKey> check(EVP_MD_CTX_new());
    if (!key || EVP_DigestVerifyInit(check.get(), nullptr, nullptr, nullptr, key.get()) != 1) return {};
    const std::string_view text = contents.substr(signature_length);
    const int right = EVP_DigestVerify(check.get(), bytes, signature_length, bytes + signature_length, text.size());
    return right == 1 ? std::string(text) : std::string();
}

const EVP_MD* algorithm_called(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, const EVP_MD* (*)()>, 5> known = {{
        {"MD5", EVP_md5},
        {"SHA-1", EVP_sha1},
        {"SHA-256", EVP_sha256},
        {"SHA-384", EVP_sha384},
        {"SHA-512", EVP_sha512},
    }};
    for (const auto& [text, algorithm] : known) {
        if (text == name) return algorithm();
    }
    return nullptr;
}

}  // namespace

Value Evaluator::call_about_texts(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    const auto& operands = made.operands;
    std::string first_buffer;
    std::string second_buffer;
    const auto first = [&] {
        if (!operands.empty()) return text(operands[0], scope, first_buffer);
        first_buffer = context_text(scope);
        return std::string_view(first_buffer);
    };
    const auto second = [&] { return text(operands[1], scope, second_buffer); };
    switch (made.function) {
        case Function::concat:
        case Function::join: {
            const bool joins = made.function == Function::join;
            const std::string_view glue = joins ? first() : std::string_view();
            std::string out;
            bool begun = false;
            for (const Value& one : flattened(id, joins ? 1 : 0, scope)) {
                if (out.size() > longest_text) refuse_work(id);
                if (begun) out += glue;
                out += text_of(one, zone());
                begun = true;
            }
            return out;
        }
        case Function::contains: {
            const std::string_view whole = first();
            return whole.find(second()) != std::string_view::npos;
        }
        case Function::starts_with: {
            const std::string_view whole = first();
            return whole.starts_with(second());
        }
        case Function::ends_with: {
            const std::string_view whole = first();
            return whole.ends_with(second());
        }
        case Function::string:
            return std::string(first());
        case Function::string_length:
            return static_cast<double>(units(first()));
        case Function::normalize_space:
            return normalised(first());
        case Function::substring_before: {
            const std::string_view whole = first();
            const std::size_t place = whole.find(second());
            return std::string(place == std::string_view::npos ? std::string_view() : whole.substr(0, place));
        }
        case Function::substring_after: {
            const std::string_view whole = first();
            const std::string_view part = second();
            const std::size_t place = whole.find(part);
            return std::string(
                place == std::string_view::npos ? std::string_view() : whole.substr(place + part.size())
            );
        }
        case Function::substr:
        case Function::substring: {
            const std::string_view whole = first();
            const double begin = number(operands[1], scope);
            const auto end = operands.size() > 2 ? std::optional(number(operands[2], scope)) : std::nullopt;
            if (made.function == Function::substring) return std::string(substring(whole, begin, end));
            return std::string(substr(whole, begin, end.value_or(INFINITY)));
        }
        case Function::translate: {
            const std::string_view whole = first();
            const std::string_view from = second();
            return translated(whole, from, text(operands[2], scope));
        }
        case Function::regex:
            return matches(id, first(), scope);
        case Function::digest:
            return digest(id, first(), scope);
        case Function::base64_decode:
            if (std::string said = base64_decoded(first()); is_utf8(said)) return said;
            return std::string();  // bytes that are no text have no place in an answer
        case Function::extract_signed: {
            const std::string contents = base64_decoded(first());
            return signed_text(contents, base64_decoded(second()));
        }
        default:
            return uuid(id, scope);
    }
}

bool Evaluator::matches(ExpressionId id, std::string_view whole, const Scope& scope) {
    steps_ += steps_of_a_match;
    count_step(id);
    try {
        if (const auto* pattern = expression_.pattern_of(id)) return pattern->matches(whole);
        return RegularExpression(text(node(id).operands[1], scope)).matches(whole);
    } catch (const ExpressionError&) {
        throw;
    } catch (const Error& error) {
        refuse(id, error.what());
    }
}

std::string Evaluator::digest(ExpressionId id, std::string_view whole, const Scope& scope) {
    const auto& operands = node(id).operands;
    const std::string name = text(operands[1], scope);
    const EVP_MD* algorithm = algorithm_called(name);
    if (!algorithm) refuse(id, fmt::format("digest() không biết thuật toán \"{}\" (unknown algorithm)", name));
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned int length = 0;
    EVP_Digest(whole.data(), whole.size(), bytes.data(), &length, algorithm, nullptr);
    const std::string_view result(reinterpret_cast<const char*>(bytes.data()), length);
    const std::string encoding = operands.size() > 2 ? text(operands[2], scope) : "base64";
    if (encoding == "base64") return base64(result);
    if (encoding == "hex") return hex(result);
    refuse(id, fmt::format("digest() không biết cách ghi \"{}\" (unknown encoding)", encoding));
}

/// A random UUID of version 4 (RFC 9562, section 5.4), or its signs repeated to the length asked for.
std::string Evaluator::uuid(ExpressionId id, const Scope& scope) {
    const auto& operands = node(id).operands;
    const auto make = [&] {
        const std::uint64_t high = (surroundings().random_bits() & 0xFFFFFFFFFFFF0FFFU) | 0x4000U;
        const std::uint64_t low = (surroundings().random_bits() & 0x3FFFFFFFFFFFFFFFU) | 0x8000000000000000U;
        return fmt::format(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xFFFFU, high & 0xFFFFU, low >> 48U,
            low & 0xFFFFFFFFFFFFU
        );
    };
    if (operands.empty()) return make();
    constexpr double longest = 4096;
    const double length = number(operands[0], scope);
    if (!(length >= 0 && length <= longest)) {
        refuse(id, fmt::format("uuid() cần độ dài từ 0 đến {} (a length from 0 to {} is wanted)", longest, longest));
    }
    std::string out;
    while (out.size() < static_cast<std::size_t>(length)) out += make();
    out.resize(static_cast<std::size_t>(length));
    return out;
}

}  // namespace longdan::xpath
