#include "engine/xforms/submission.h"
#include "platform/base/error.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

/// A form with every kind of rule: types, filtered and static choices, nested repeats, calculations, relevance.
constexpr std::string_view form_of_everything = R"xml(
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms"
 xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>Mọi thứ</h:title><model><instance><data id="moi_thu">
<ten/><tuoi/><tinh/><xa/><kenh/><hang/><diem/><ngay/><r><x/><s><y/></s><tong/></r><tong/><orx:meta><orx:instanceID/></orx:meta>
</data></instance>
<instance id="xa"><root><item><name>1</name><tinh>a</tinh></item><item><name>2</name><tinh>b</tinh></item></root></instance>
<bind nodeset="/data/ten" required="true()" constraint="regex(., '^[A-Z].*') and string-length(.) &lt; 50"/>
<bind nodeset="/data/tuoi" type="int" constraint=". &gt;= 18"/>
<bind nodeset="/data/xa" relevant="/data/tinh != ''"/>
<bind nodeset="/data/diem" type="geopoint"/><bind nodeset="/data/ngay" type="date" constraint=". &lt;= today()"/>
<bind nodeset="/data/r" relevant="/data/tuoi &gt; 20"/><bind nodeset="/data/r/x" type="decimal" required="../../ten != 'A'"/>
<bind nodeset="/data/r/tong" calculate="sum(../s/y) + ../x"/><bind nodeset="/data/tong" calculate="sum(/data/r/tong)"/>
</model></h:head><h:body><input ref="/data/ten"/><input ref="/data/tuoi"/>
<select1 ref="/data/tinh"><item><value>a</value></item><item><value>b</value></item></select1>
<select1 ref="/data/xa"><itemset nodeset="instance('xa')/root/item[tinh = /data/tinh]"><value ref="name"/></itemset></select1>
<select ref="/data/kenh"><item><value>a</value></item><item><value>b</value></item></select>
<odk:rank ref="/data/hang"><item><value>a</value></item><item><value>b</value></item></odk:rank>
<repeat nodeset="/data/r"><input ref="/data/r/x"/><repeat nodeset="/data/r/s"><input ref="/data/r/s/y"/></repeat></repeat>
</h:body></h:html>)xml";

}  // namespace

/// Whatever the bytes are, the judge gives an outcome, and what it packs reads back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace longdan;
    static const auto form = xforms::Form::read(form_of_everything, "biểu mẫu.xml");
    static const xforms::FormCodebook codebook = xforms::make_codebook(*form);
    const auto check =
        xforms::check_submission(*form, codebook, {reinterpret_cast<const char*>(data), size}, "bài.xml", {});
    if (check.outcome == xforms::Outcome::unreadable) return 0;
    const std::string bytes = xforms::packed_bytes(check.packed);
    if (xforms::packed_bytes(xforms::read_packed(bytes, codebook)) != bytes) std::abort();
    if (xforms::to_json(check, codebook, "bài.xml").empty()) std::abort();
    return 0;
}
