"""Collect every Dutch sentence that people read, and keep the English translation beside it.

`python scripts/messages.py` adds new sentences to the catalogue and drops those that are gone; `--check` fails when a
sentence has no English, when one is there that nobody shows, or when the places in both differ. Dutch is the key.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "sluitend"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKS = {"N_", "_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy"}
#: What must stand in both languages: a place for a value, a place the script fills, and markup.
PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+[^>]*>")

Sentence = tuple[str, str]  # singular, plural or empty


def from_python(path: Path) -> Iterator[Sentence]:
    """Give the sentences marked in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in MARKS:
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name.startswith("ngettext") and len(texts) >= 2:
            yield texts[0], texts[1]
        elif texts and isinstance(node.args[0], ast.Constant):
            yield texts[0], ""


def from_template(path: Path) -> Iterator[Sentence]:
    """Give the sentences of a template, as Django itself reads them."""
    from django.template import engines
    from django.template.base import Node
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode
    from django.utils.translation import trim_whitespace

    template = engines["django"].from_string(path.read_text(encoding="utf-8")).template

    def own(node: Node) -> Iterator[Sentence]:
        if isinstance(node, TranslateNode):
            literal = getattr(node.filter_expression.var, "literal", None) or node.filter_expression.var
            if isinstance(literal, str):
                yield literal, ""
        elif isinstance(node, BlockTranslateNode):
            singular = node.render_token_list(node.singular)[0]
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield (trim_whitespace(singular), trim_whitespace(plural)) if node.trimmed else (singular, plural)

    def walk(node: Node) -> Iterator[Sentence]:
        yield from own(node)
        for children in _children(node):
            for child in children:
                yield from walk(child)

    for node in template.nodelist:
        yield from walk(node)


def _children(node: object) -> Iterator[Iterable[object]]:
    """Give the lists of nodes inside a node; an if keeps one for each of its conditions.

    Looks at every attribute, because a block tag of our own does not name its list in `child_nodelists`.
    """
    from django.template.base import NodeList

    yield from (value for value in vars(node).values() if isinstance(value, NodeList))
    for _condition, nodes in getattr(node, "conditions_nodelists", ()):
        yield nodes


def collect() -> dict[str, str]:
    """Give every sentence with its plural, in order of place."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            _add(found, from_python(path))
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        _add(found, from_template(path))
    return found


def _add(found: dict[str, str], sentences: Iterable[Sentence]) -> None:
    """Keep each sentence once, with its plural when any of its places has one."""
    for sentence, plural in sentences:
        if sentence.strip():
            found[sentence] = plural or found.get(sentence, "")


def problems(wanted: dict[str, str]) -> Iterator[str]:
    """Say what is wrong with the catalogue, one line each."""
    there = dict(translated())
    for sentence, plural in wanted.items():
        dutch = (sentence, plural) if plural else (sentence,)
        english = there.get(sentence, ())
        if len(english) != len(dutch) or not all(english):
            yield f"no English: {sentence}"
        elif any(set(PLACE.findall(own)) != set(PLACE.findall(text)) for own, text in zip(dutch, english, strict=True)):
            yield f"other places: {sentence}"
    yield from (f"nobody shows: {sentence}" for sentence in there if sentence not in wanted)


def translated() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each Dutch sentence of the catalogue with its English: one text, or one for one and one for more."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    for message in catalogue:
        if message.id:
            sentence = message.id if isinstance(message.id, str) else message.id[0]
            yield sentence, (message.string,) if isinstance(message.string, str) else tuple(message.string)


def update(wanted: dict[str, str]) -> None:
    """Write the catalogue with exactly these sentences, keeping the English that is there."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    old = Catalog(locale="en")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            old = read_po(file, locale="en")
    new = Catalog(
        locale="en",
        project="Sluitend",
        fuzzy=False,
        header_comment="# English of Sluitend. The key is the Dutch sentence.",
    )
    for sentence, plural in sorted(wanted.items(), key=lambda pair: pair[0].casefold()):
        before = old.get(sentence)
        text = before.string if before is not None else ("", "") if plural else ""
        flags = ["python-format"] if PLACE.search(sentence) else []
        new.add((sentence, plural) if plural else sentence, text, flags=flags)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=0, omit_header=False, no_location=True)
    text = CATALOGUE.read_text(encoding="utf-8")
    kept = [
        line for line in text.splitlines() if not re.match(r'"(POT-Creation-Date|PO-Revision-Date|Generated-By)', line)
    ]
    CATALOGUE.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> int:
    """Update or check."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluitend.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    wanted = collect()
    if not arguments.parse_args().check:
        update(wanted)
        print(f"{len(wanted)} sentences")
        return 0
    wrong = list(problems(wanted))
    for line in wrong:
        print(line)
    print(f"{len(wanted)} sentences, {len(wrong)} to mend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
