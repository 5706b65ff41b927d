"""Converts workbooks with pyxform, many in one process, and sets each form beside another one of the same workbook.

    python3 convert.py SITE_PACKAGES < list > answers

Each line of the list is the path of a workbook, a tab, and the path of the XForm somebody else made of it (or nothing).
Each line of the answers is JSON: workbook; refused (why pyxform refuses it) or pyxform (its form as lines that may be
compared); other (the other form as lines). Lines are free of what may differ: order of attributes and of itext entries,
indents, and what the fork in this package adds to pyxform (see without_additions)."""

import json
import logging
import sys
import xml.etree.ElementTree as ElementTree

UNORDERED = {"itext", "translation", "text"}


def local(tag):
    return tag.rsplit("}", 1)[-1]


def lines(element, depth=0):
    indent = "  " * depth
    attributes = " ".join(f'{name}="{value}"' for name, value in sorted(element.attrib.items()))
    children = []

    def add_text(text, alone):
        if text is not None and (alone or text.strip()):
            children.append([f"{indent}  [{text}]"])

    add_text(element.text, len(element) == 0)
    for child in element:
        children.append(lines(child, depth + 1))
        add_text(child.tail, False)
    if local(element.tag) in UNORDERED:
        children.sort()
    return [f"{indent}<{element.tag} {attributes}>"] + [line for child in children for line in child]


def without_additions(form):
    """Takes away what the fork adds: prefix and delimiter of the primary instance, tag="hidden" of meta, and line ends in
    attributes, which pyxform writes as they are, so that XML readers see a blank."""
    for instance in form.iter():
        if local(instance.tag) == "instance" and len(instance) == 1 and instance[0].get("id"):
            for name in ("prefix", "delimiter"):
                instance[0].attrib.pop(name, None)
        if local(instance.tag) == "meta" and instance.get("tag") == "hidden":
            del instance.attrib["tag"]
        for name, value in instance.attrib.items():
            instance.set(name, value.replace("\r\n", " ").replace("\r", " ").replace("\n", " ").replace("\t", " "))
    return form


def main():
    sys.path.insert(0, sys.argv[1])
    logging.disable(logging.CRITICAL)
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    for line in sys.stdin.read().splitlines():
        workbook, other = line.split("\t")
        answer = {"workbook": workbook}
        try:
            answer["pyxform"] = lines(without_additions(ElementTree.fromstring(convert(workbook, warnings=[]).xform)))
        except PyXFormError as error:
            answer["refused"] = str(error)
        # A workbook that is no form makes pyxform fall over in many ways; each is a refusal.
        except Exception as error:
            answer["refused"] = f"{type(error).__name__}: {error}"
        if other:
            try:
                answer["other"] = lines(ElementTree.parse(other).getroot())
            except ElementTree.ParseError as error:
                answer["other"] = [f"no XML: {error}"]
        print(json.dumps(answer, ensure_ascii=False), flush=True)


main()
