"""House rules that a reader could forget and a machine cannot."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: these tests read code."""


ROOT = Path(__file__).parents[1]
APPS = ["core", "orgs", "accounts", "registry", "staff", "assessments", "reports", "config"]
MODULES = [p for app in APPS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]
WEB_NAMES = {"views", "forms", "filters"}
WEB_MODULES = [p for p in MODULES if p.stem in WEB_NAMES or WEB_NAMES & set(p.parts)]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
DOORS = {"within", "owned_by", "none"}
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE, MAX_TEST = 300, 40, 120, 600


def show(path):
    return str(path.relative_to(ROOT))


def unscoped_access(tree):
    """Yield the line of every `Model.objects` not at once followed by one of DOORS."""
    scoped = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in DOORS
    }
    for node in ast.walk(tree):
        is_manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if is_manager and id(node) not in scoped:
            yield node.lineno
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SHORTCUTS:
            target = node.args[0]
            if isinstance(target, ast.Name) and target.id[:1].isupper():
                yield node.lineno


@pytest.mark.parametrize("path", WEB_MODULES, ids=show)
def test_web_code_reaches_rows_only_through_a_scope(path):
    lines = list(unscoped_access(ast.parse(path.read_text())))

    assert not lines, f"{show(path)} lines {lines}: use .within(request.scope)"


@pytest.mark.parametrize(
    ("code", "flagged"),
    [
        ("Person.objects.within(s).active()", False),
        ("Unit.objects.none()", False),
        ("Person.objects.all()", True),
        ("Person.objects.active().within(s)", True),
        ("get_object_or_404(Person, pk=1)", True),
        ("get_object_or_404(Person.objects.within(s), pk=1)", False),
    ],
)
def test_the_rule_above_catches_what_it_should(code, flagged):
    assert bool(list(unscoped_access(ast.parse(code)))) is flagged


@pytest.mark.parametrize("path", MODULES, ids=show)
def test_modules_and_functions_stay_small(path):
    source = path.read_text()
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1})"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= MAX_FUNCTION
    ]

    assert source.count("\n") <= MAX_MODULE
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=show)
def test_functions_take_few_positional_arguments(path):
    many = [
        f"{node.name}:{node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and len([arg for arg in node.args.args if arg.arg not in {"self", "cls"}]) > 4
        and not node.name.startswith("__")
        and "templatetags" not in path.parts  # the arguments of a template tag are its words
    ]

    assert not many


@pytest.mark.parametrize("path", TEMPLATES, ids=show)
def test_templates_stay_small_and_free_of_logic(path):
    source = path.read_text()

    assert source.count("\n") <= MAX_TEMPLATE
    assert "<script>" not in source
    assert " style=" not in source or "print" in path.parts
    assert "{% with " not in source or path.parent.name == "components"


@pytest.mark.parametrize("path", TESTS, ids=show)
def test_test_files_stay_small(path):
    assert path.read_text().count("\n") <= MAX_TEST


def test_no_module_is_a_drawer_for_odds_and_ends():
    odd = [show(p) for p in MODULES if p.stem in {"utils", "helpers", "common", "misc", "tools"}]

    assert not odd


# WeasyPrint and pypinyin take longer to import than all the rest together; only who needs them waits.
SLOW_TO_IMPORT = {"core/documents.py", "core/pinyin.py"}


def test_no_function_hides_an_import():
    hidden = [
        f"{show(path)}:{node.lineno}"
        for path in MODULES
        if path.name != "apps.py" and show(path) not in SLOW_TO_IMPORT
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not hidden


CHINESE = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{CHINESE}][,;:!?(]|[,;:!?)][{CHINESE}]")


def spoken(path):
    """Yield (line, text) of what a file may show to people: of code the strings that are no docstrings."""
    source = path.read_text()
    if path.suffix != ".py":
        yield from enumerate(re.sub(r"{%? ?comment.*?endcomment %}", "", source).splitlines(), 1)
        return
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", [*MODULES, *TEMPLATES], ids=show)
def test_chinese_is_punctuated_in_chinese(path):
    wrong = [f"{number}: {text.strip()}" for number, text in spoken(path) if HALF_WIDTH.search(text)]

    assert not wrong


@pytest.mark.parametrize("path", [*MODULES, *TEMPLATES], ids=show)
def test_nothing_shown_boasts_or_shouts(path):
    lines = path.read_text().splitlines()
    loud = [number for number, line in enumerate(lines, 1) if "成功" in line or "！" in line]

    assert not loud


INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def test_an_included_form_gets_its_token():
    """`only` shuts out the csrf token, too, and the test client does not ask for it."""
    with_forms = {
        str(path.relative_to(ROOT / "templates"))
        for path in TEMPLATES
        if "{% csrf_token %}" in path.read_text()
    }
    shut_out = [
        f"{show(path)}: {name}"
        for path in TEMPLATES
        for name, arguments in INCLUDE.findall(path.read_text())
        if name in with_forms and " only" in arguments and "csrf_token=" not in arguments
    ]

    assert not shut_out


def test_every_template_is_used():
    sources = "\n".join(p.read_text() for p in [*MODULES, *TEMPLATES])
    by_django = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    names = {str(p.relative_to(ROOT / "templates")) for p in TEMPLATES} - by_django

    assert not sorted(name for name in names if f'"{name}' not in sources and f"'{name}" not in sources)
