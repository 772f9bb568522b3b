"""Nothing leaves but through `core.sending`, and every call says how many persons it takes along."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: these tests read code."""


ROOT = Path(__file__).parents[2]
APPS = ["core", "orgs", "accounts", "registry", "staff", "assessments", "reports"]
MODULES = [p for app in APPS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]
DOOR = "core/sending.py"
SENDING = {"send_workbook", "send_pdf", "send_file", "send_stream", "ask_leave"}
ANSWERS = {"FileResponse", "StreamingHttpResponse"}

# What goes out without the gate, and why.
BESIDE_THE_DOOR = {
    "staff/pay/views/bank.py": "the bank's file: approved by two, made once, its layout holds no mark",
    "registry/views/people.py": "the photograph on the page of one person",
    "assessments/library/views/files.py": "small pictures on a page",
}
# What names nobody, or stands on the wall for everybody: `persons=0`, and why.
FREE = {
    "accounts/views/audit_log.py": "who is audited must not be able to hold back the log from the auditor",
    "assessments/appraisals/views/honours.py": "honours are made public",
    "assessments/appraisals/views/meetings.py": "slips with codes, without names",
    "assessments/appraisals/views/years.py": "notices and bulletins are put on the wall",
    "assessments/grading/views/ranking.py": "units",
    "assessments/grading/views/results.py": "honours are made public",
    "assessments/inspections/views/findings.py": "shortcomings of units",
    "assessments/inspections/views/papers.py": "units drawn by lot, and blank sheets",
    "assessments/pledges/views/board.py": "targets of units",
    "assessments/pledges/views/pledges.py": "a pledge of a unit, signed by those in office",
    "assessments/rounds/views/meetings.py": "minutes about units",
    "assessments/rounds/views/results.py": "scores of units",
    "assessments/schemes/views/papers.py": "a scheme",
    "assessments/views/analysis.py": "what units lack",
    "assessments/views/matrix.py": "what units have and lack",
    "assessments/weather/views/boards.py": "scores of units",
    "orgs/boards/views/boards.py": "boards and vacant seats; the roll of those in office says how many",
    "orgs/changes/views/papers.py": "units",
    "orgs/elections/views/elections.py": "papers of one election, signed by those in office",
    "orgs/elections/views/progress.py": "elections by units",
    "registry/applications/views/notices.py": "a notice on the wall, numbers masked",
    "registry/applications/views/papers.py": "figures; the papers of one person say 1",
    "registry/benefits/views/board.py": "figures",
    "registry/ledgers/views/months.py": "which ledgers stand in which units",
    "registry/survey/views/papers.py": "figures; the list says how many",
    "registry/views/imports.py": "an empty table to be filled in",
    "staff/recruiting/views/notices.py": "a notice on the wall",
    "staff/recruiting/views/recruitments.py": "recruitments; the list of who applies says how many",
    "staff/trainings/views/plans.py": "plans; the list of who is missing says how many",
    "staff/views/posts.py": "vacant posts",
    "staff/views/tallies.py": "units",
    "staff/views/trainings.py": "trainings; the list of who took part says how many",
}
JOBS_WITHOUT_PERSONS = {
    "assessments/pledges/tasks.py",
    "assessments/inspections/tasks.py",
    "registry/tasks.py",
}


def show(path):
    return str(path.relative_to(ROOT))


def calls(tree, names):
    """Yield every call of one of the names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (getattr(node.func, "id", None) in names):
            yield node


def silent_calls(tree):
    """Yield the line of every sending that does not say `persons`; `**` passes on what was said before."""
    for call in calls(tree, SENDING):
        given = {keyword.arg for keyword in call.keywords}
        if not given & {"persons", None} or ("persons" not in given and not _says_persons(tree, call)):
            yield call.lineno


def _says_persons(tree, call):
    """True if a mapping that the call passes on was given the key "persons" somewhere in the module."""
    return any(isinstance(node, ast.Constant) and node.value == "persons" for node in ast.walk(tree))


def names_nobody(tree):
    """True if some sending says that it takes along nobody."""
    return any(
        keyword.arg == "persons" and isinstance(keyword.value, ast.Constant) and keyword.value.value == 0
        for call in calls(tree, SENDING)
        for keyword in call.keywords
    )


def ways_around(tree):
    """Yield the line of every answer with a file that is not made by the door."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ANSWERS:
            yield node.lineno
        if isinstance(node, ast.Constant) and node.value == "Content-Disposition":
            yield node.lineno


TREES = {show(path): ast.parse(path.read_text()) for path in MODULES if show(path) != DOOR}


def test_every_file_goes_through_the_door():
    around = {name for name, tree in TREES.items() if any(ways_around(tree))}

    assert around == set(BESIDE_THE_DOOR)


def test_every_sending_says_how_many_persons_it_takes_along():
    silent = {name: lines for name, tree in TREES.items() if (lines := list(silent_calls(tree)))}

    assert silent == {}


def test_what_names_nobody_is_listed_with_its_reason():
    assert {name for name, tree in TREES.items() if names_nobody(tree)} == set(FREE)


def test_every_result_of_a_job_says_how_many_persons_are_in_it():
    for name in TREES:
        source = (ROOT / name).read_text()
        if "job.result.save(" in source:
            assert "job.result_persons = " in source, name
            assert ("job.result_persons = 0" in source) == (name in JOBS_WITHOUT_PERSONS), name


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("send_pdf(r, 'a', b'', persons=3)", True),
        ("facts = {'persons': 3}\nsend_pdf(r, 'a', b'', **facts)", True),
        ("send_pdf(r, 'a', b'', rows=3)", False),
        ("send_pdf(r, 'a', b'', **facts)", False),
        ("send_file(r, f, 'a')", False),
    ],
)
def test_the_rule_above_catches_what_it_should(code, said):
    assert list(silent_calls(ast.parse(code))) is not said


def test_no_link_to_a_download_hides_the_page_that_may_come_instead():
    """With the attribute `download` a browser saves what comes, even if it is the page with the form."""
    linked = [
        f"{show(path)}: {line.strip()[:80]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for line in path.read_text().splitlines()
        if " download>" in line and "?download" not in line
    ]

    assert linked == []
