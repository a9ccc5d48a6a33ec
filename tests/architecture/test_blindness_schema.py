"""Nothing in the program has a name that could hold origin, nationality, birthplace, faith or home language (F.10 item 1).

The sweep reads every name the source defines: classes, functions, arguments, variables, attributes, keys of
dictionaries, members and words of enums, labels and help texts, names of pages and their parameters, names in
templates, keys and codes of the content files, SQL identifiers; and then once more what Django made of the models.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.urls import URLPattern, URLResolver, get_resolver

import sluitend
from sluitend.domain.blindness import check_name

SOURCE = Path(sluitend.__file__).parent

# Names that must stand although they look forbidden: where, name, reason. The list can only shrink.
EXCEPTIONS = {
    ("domain/vocabulary.py", "IMMIGRATION"): "a party to whom nothing may ever go (matrix F.7, never)",
    ("domain/vocabulary.py", "immigration"): "stored word of that party",
    ("domain/vocabulary.py", "vreemdelingentoezicht"): "Dutch word of that party",
    ("domain/sharing/decide.py", "IMMIGRATION"): "the refusal to tell that party anything",
    ("domain/sharing/decide.py", "sharing.immigration"): "code of the refusal to tell that party anything",
    ("config/settings.py", "CSRF_TRUSTED_ORIGINS"): "Django's own setting: addresses of web sites",
    ("config/settings.py", "SECURE_CROSS_ORIGIN_OPENER_POLICY"): "Django's own setting: a browser policy",
    ("web/views/errors.py", "origin"): "the Origin header of a request: the address of a web site",
}
CEILING = 8  # lower it when an exception goes; it never rises

# The one module and the one file that list forbidden words in order to refuse them: their words are not names.
WORD_LISTS = {"domain/blindness.py", "content/guard.toml"}


class Named(NamedTuple):
    """A name, what kind of thing bears it, and where."""

    name: str
    kind: str
    where: str


# --- Python ---------------------------------------------------------------------------------------------------------

LABEL_KEYWORDS = {"label", "help_text", "verbose_name", "verbose_name_plural", "codename", "related_name", "db_column"}


def python_names(path: Path, where: str) -> Iterator[Named]:
    if where in WORD_LISTS:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        yield from (Named(name, "definition", where) for name in _definitions(node))
        for kind, texts in _words_for_people(node):
            yield from (Named(text, kind, where) for text in texts)


def _definitions(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.arg(arg=name):
            yield name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            yield name


def _words_for_people(node: ast.AST) -> Iterator[tuple[str, list[str]]]:
    match node:
        case ast.Dict(keys=keys):
            yield "key", [key.value for key in keys if _is_text(key)]
        case ast.keyword(arg=str(name), value=value) if name in LABEL_KEYWORDS:
            yield "label", _texts(value)
        case ast.keyword(arg=str(name), value=value) if name.endswith("choices"):
            yield "choice", _texts(value)
        case ast.Assign(targets=[ast.Name(id="permissions" | "choices")], value=value):
            yield "choice", _texts(value)
        case ast.Call(func=ast.Name(id="path" | "re_path")):
            yield "page", _texts(node)
        case ast.ClassDef(body=body) if _is_enum(node):
            yield "enum word", [text for line in body if isinstance(line, ast.Assign) for text in _texts(line.value)]


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Worded", "Enum", "Choices")) for base in node.bases)


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _texts(node: ast.AST) -> list[str]:
    return [inner.value for inner in ast.walk(node) if _is_text(inner)]


# --- Templates, content, SQL ----------------------------------------------------------------------------------------

TEMPLATE_TAG = re.compile(r"{{(.*?)}}|{%(.*?)%}", re.DOTALL)
TEMPLATE_SENTENCE = re.compile(r"^\s*(translate|blocktranslate|comment)\b.*", re.DOTALL)
TEMPLATE_WORD = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
HTML_NAME = re.compile(r"""\b(?:name|id|for|data-[\w-]+)\s*=\s*["']([^"'{]+)["']""")


def template_names(path: Path, where: str) -> Iterator[Named]:
    text = path.read_text(encoding="utf-8")
    for tag in TEMPLATE_TAG.finditer(text):
        inner = next(group for group in tag.groups() if group is not None)
        if not TEMPLATE_SENTENCE.match(inner):
            yield from (Named(word, "template name", where) for word in TEMPLATE_WORD.findall(inner))
    yield from (Named(name, "html name", where) for name in HTML_NAME.findall(text))


def toml_names(path: Path, where: str) -> Iterator[Named]:
    yield from _toml(tomllib.loads(path.read_text(encoding="utf-8")), where)


def _toml(value: object, where: str) -> Iterator[Named]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield Named(key, "content key", where)
            if key in {"code", "label", "name", "title", "field", "dimension"} and where not in WORD_LISTS:
                yield Named(str(inner), "content code", where)
            yield from _toml(inner, where)
    if isinstance(value, list):
        for inner in value:
            yield from _toml(inner, where)


def sql_names(path: Path, where: str) -> Iterator[Named]:
    text = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
    yield from (Named(word, "sql", where) for word in re.findall(r"[A-Za-z_]\w+", text))


READERS = {".py": python_names, ".html": template_names, ".txt": template_names, ".toml": toml_names, ".sql": sql_names}


def source_names(root: Path) -> Iterator[Named]:
    for path in sorted(root.rglob("*")):
        if path.suffix in READERS and "vendor" not in path.parts:
            where = path.relative_to(root).as_posix()
            yield Named(path.stem, "file", where)
            yield from READERS[path.suffix](path, where)


# --- Django ---------------------------------------------------------------------------------------------------------


def model_names(model: type[models.Model]) -> Iterator[Named]:
    meta, where = model._meta, model.__name__
    yield from (Named(str(text), "model", where) for text in (meta.db_table, meta.verbose_name, meta.model_name))
    for permission in meta.permissions:
        yield from (Named(str(text), "permission", where) for text in permission)
    for rule in (*meta.constraints, *meta.indexes):
        yield Named(rule.name, "constraint", where)
    for field in meta.get_fields():
        yield Named(field.name, "field", where)
        if isinstance(field, models.Field):
            yield from (
                Named(str(text), "field", where) for text in (field.column, field.verbose_name, field.help_text)
            )
            yield from (Named(str(text), "choice", where) for pair in field.flatchoices for text in pair)


def page_names(resolver: URLResolver) -> Iterator[Named]:
    for entry in resolver.url_patterns:
        yield Named(str(entry.pattern), "page", "urls")
        if isinstance(entry, URLResolver):
            yield from page_names(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Named(entry.name, "page", "urls")


# --- The sweep ------------------------------------------------------------------------------------------------------


def our_names() -> list[Named]:
    from_models = [name for model in apps.get_app_config("records").get_models() for name in model_names(model)]
    return [*source_names(SOURCE), *from_models, *page_names(get_resolver())]


@pytest.fixture(scope="module")
def names() -> list[Named]:
    return our_names()


def test_no_name_in_the_program_could_hold_origin_or_a_proxy_for_it(names):
    """No field, label, choice, tag, permission, page, key or dimension asks for who people are."""
    refused = {named: check_name(named.name) for named in names if (named.where, named.name) not in EXCEPTIONS}
    assert {named: reason for named, reason in refused.items() if reason is not None} == {}


def test_exceptions_only_shrink(names):
    """An exception that nothing needs any more goes, and the ceiling with it."""
    there = {(named.where, named.name) for named in names}
    assert [place for place in EXCEPTIONS if place not in there] == []
    assert [name for _, name in EXCEPTIONS if check_name(name) is None] == []
    assert len(EXCEPTIONS) == CEILING <= 8
    assert all(len(reason) > 20 for reason in EXCEPTIONS.values())


def test_the_sweep_saw_every_kind_of_name(names):
    seen = Counter(named.kind for named in names)
    least = {
        **dict.fromkeys(("definition", "enum word", "field", "key"), 100),
        **dict.fromkeys(("model", "constraint", "template name", "content key"), 20),
        **dict.fromkeys(("label", "page", "html name"), 5),
    }
    for kind, number in least.items():
        assert seen[kind] >= number, f"saw {seen[kind]} names of kind {kind}"


SEEDS = {
    "models.py": 'class Person(Model):\n    nationaliteit = CharField(label="x")\n',
    "forms.py": 'class Form:\n    x = CharField(label="Geboorteplaats")\n',
    "enums.py": 'class Tag(Worded):\n    A = "a", N_("Moedertaal")\n',
    "values.py": 'class Tag(StrEnum):\n    A = "etniciteit"\n',
    "choices.py": 'x = ChoiceField(choices=[("a", "Land van herkomst")])\n',
    "urls.py": 'urlpatterns = [path("<str:x>/", view, name="by-religion")]\n',
    "routes.py": 'urlpatterns = [path("<str:home_language>/", view)]\n',
    "function.py": "def count_by_race(x): ...\n",
    "argument.py": "def count(x, *, birth_country): ...\n",
    "dimension.py": 'dimensions = {"migration_background": 1}\n',
    "attribute.py": "def f(self):\n    self.skin_colour = 1\n",
    "permission.py": 'class Meta:\n    permissions = [("see_faith", "x")]\n',
    "page.html": "{{ person.geboorteland }}\n",
    "loop.html": "{% for volk in rows %}{% endfor %}\n",
    "input.html": '<input name="nationality">\n',
    "content.toml": 'tribe = "x"\n',
    "nested.toml": '[[indicator]]\ncode = "per_bevolkingsgroep"\n',
    "view.sql": "create view x as select residence_permit from y -- fine\n",
    "geloof.py": "x = 1\n",
}


@pytest.mark.parametrize("file", SEEDS)
def test_the_sweep_finds_a_forbidden_name_wherever_it_is_put(file, tmp_path):
    (tmp_path / file).write_text(SEEDS[file], encoding="utf-8")
    assert [named for named in source_names(tmp_path) if check_name(named.name)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("comment.py", "# nationaliteit leggen we nooit vast\nx = 1\n"),
        ("sentence.py", 'x = "Wij vragen nooit naar geloof."\n'),
        ("sentence.html", '{% translate "Wij vragen nooit naar geloof." %}<p>Geen afkomst.</p>\n'),
    ],
)
def test_sentences_that_say_we_never_ask_are_no_names(file, text, tmp_path):
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert [named for named in source_names(tmp_path) if check_name(named.name)] == []


@isolate_apps("sluitend.records")
def test_the_sweep_finds_what_a_model_hides_in_its_labels_and_choices():
    class Seed(models.Model):
        one = models.CharField(choices=[("a", "Nationaliteit")])
        two = models.CharField(verbose_name="thuistaal")
        three = models.CharField(help_text="het geloof van de ouders")

        class Meta:
            app_label = "records"
            permissions = (("see_origin", "x"),)

    found = {(named.kind, check_name(named.name)) for named in model_names(Seed)}
    assert {(kind, reason.value) for kind, reason in found if reason} == {
        ("choice", "nationality"),
        ("field", "language"),
        ("field", "faith"),
        ("permission", "origin"),
    }
