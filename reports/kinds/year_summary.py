"""年终总结 of a city, a county or a township: the text, and the tables that it is based on."""

from assessments.periods import quarter_of
from reports import pictures
from reports.figures import FigureBook
from reports.kinds.registry import FROM_CITY_TO_TOWNSHIP, ReportKind
from reports.kinds.year_tables import REGISTER_TABLE, area_title, year_tables
from reports.narrative.year import Story, narrate
from reports.sources.assessed import add_assessed
from reports.sources.benefits import add_benefits
from reports.sources.boards import add_boards
from reports.sources.checks import add_checks, matrices_of
from reports.sources.people import add_people
from reports.sources.petitions import add_petitions
from reports.sources.places import add_units, places_of
from reports.sources.posts import add_posts
from reports.sources.register import add_areas, add_cards, add_register
from reports.sources.routine import add_routine
from reports.sources.services import add_needs, add_projects
from reports.sources.stipends import add_stipends
from reports.sources.trainings import add_trainings

COMPARED = ("register.total", "posts.held", "stipend.paid.amount")
WHOLE_YEARS = ("benefits.amount", "petitions.received")  # what is not compared before the year is over
SOURCES = (
    add_units, add_register, add_cards, add_posts, add_trainings, add_stipends, add_boards, add_people,
    add_needs, add_projects, add_benefits, add_petitions, add_routine, add_assessed,
)  # fmt: skip


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年年终总结"]


def build(subject, previous):
    """Return the content and the frozen lists of the summary."""
    book, places = FigureBook(), places_of(subject)
    grids = matrices_of(subject, quarter_of(subject.as_of))
    fill(book, subject, places, grids)
    if previous is not None:
        _compare(book, previous, grids, is_whole=subject.as_of.month == 12)
    blocks = narrate(Story(book, subject, places, grids))
    tables = year_tables(book, subject, places, grids)
    content = {
        "title": "".join(title(subject)),
        "issuer": subject.unit.federation_name,
        "as_of": subject.as_of,
        "blocks": blocks,
        "tables": tables,
        "pictures": pictures.kept(
            pictures.make_up(book, annex=pictures.annex_of(tables, REGISTER_TABLE)),
            pictures.by_area(book, subject, places, annex=pictures.annex_of(tables, area_title(subject))),
            *(pictures.compliance(subject, places, grid) for grid in grids),
        ),
        "figures": book.figures,
        "groups": book.groups,
    }
    return content, list(book.lists.values())


def fill(book, subject, places, grids):
    """Put everything that a summary states into the book."""
    for add in SOURCES:
        add(book, subject, places)
    add_areas(book, places)
    add_checks(book, places, grids)


def _compare(book, previous, grids, *, is_whole):
    wanted = [
        *COMPARED,
        *(WHOLE_YEARS if is_whole else ()),
        *(f"checks.{grid.checklist.code}.met" for grid in grids),
    ]
    book.group("与上年比较")
    for key in wanted:
        if key in previous.figures:
            book.compare(key, previous)


YEAR_SUMMARY = ReportKind(
    code="year_summary",
    name="年终总结",
    levels=FROM_CITY_TO_TOWNSHIP,
    is_quarterly=False,
    template="reports/print/year_summary.html",
    title=title,
    build=build,
    is_prose=True,
)
