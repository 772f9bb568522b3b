"""残疾人事业业务统计年报: coded indicators, 累计 and 本年度新增, with what each means (domain.md §2.4)."""

from decimal import Decimal

from registry.benefits.selectors.figures import in_ten_thousands
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, content_of, upto
from reports.kinds.registry import FROM_CITY_TO_TOWNSHIP, ReportKind
from reports.sources.annual import add_pairs, add_reached, sources_used
from reports.sources.boards import add_boards
from reports.sources.people import add_people
from reports.sources.petitions import add_petitions
from reports.sources.places import add_units, places_of
from reports.sources.posts import add_posts
from reports.sources.register import add_cards, add_register
from reports.sources.routine import add_routine
from reports.sources.trainings import add_trainings
from reports.statistics.heads import form_lines
from reports.statistics.indicators import sections
from reports.tables import NUMBER, mark, number, row, table, ten_thousands, text

CODE = "annual_statistics"
SOURCES = (
    add_units, add_boards, add_register, add_cards, add_posts, add_trainings, add_people, add_petitions,
    add_routine, add_reached, add_pairs,
)  # fmt: skip
NOTE = (
    "“本年累计”：机构、人员、需求等为截止日的累计数，发证、培训、补贴、信访等为1月1日以来的发生数。"
    "“—”为没有在系统中登记这项工作，或上年没有可比的数据，不是零。"
)


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年残疾人事业业务统计年报"]


def build(subject, previous):
    """Return the content and the lists; beside it last year's numbers, if its statistics were made."""
    book, places = FigureBook(), places_of(subject)
    for add in SOURCES:
        add(book, subject, places)
    book.group("参训人次")
    book.total("annual.seats", "参训人次", of="courses", column="seats", unit="人次")
    _forget_what_is_not_kept(book, sources_used(subject))
    before = previous.figures if previous is not None else None
    rows = [own for name, indicators in sections() for own in _section(book, name, indicators, before)]
    head, widths = ["指标代码", "指标名称", "计量单位", "本年累计"], [12, 0, 14, 18]
    if before is not None:
        head, widths = [*head, "上年"], [*widths[:3], 15, 15]
    paper = table(
        "", head=head, rows=rows, widths=widths, unit_note=upto(subject), signed=True, note=NOTE, dense=True
    )
    paper["form"] = form_lines(subject, CODE)
    explained = [[own.code, own.note] for _, indicators in sections() for own in indicators if own.note]
    content = content_of(book, subject, title(subject), [paper], explained=explained)
    return content, list(book.lists.values())


def _forget_what_is_not_kept(book, used):
    """Turn the figures of a source that the county has never used from noughts into unknowns."""
    for _, indicators in sections():
        for own in indicators:
            if own.source and own.source not in used:
                figure = book.figures[own.figure]
                figure["value"], figure["text"] = None, "—"


def _section(book, name, indicators, before):
    yield row("", text(name), "", "", *([""] if before is not None else []), opens=True)
    for own in indicators:
        last = [text(_of_before(before, own), NUMBER)] if before is not None else []
        yield row(own.code, own.name, mark(own.measure), _cell(book, own), *last)


def _cell(book, own):
    return ten_thousands(book, own.figure) if own.measure == "万元" else number(book, own.figure)


def _of_before(before, own):
    figure = before.get(own.figure)
    if figure is None or figure["value"] is None:
        return "—"
    if own.measure == "万元":
        return in_ten_thousands(Decimal(figure["value"]))
    return figure["value"]


ANNUAL_STATISTICS = ReportKind(
    code=CODE, name="残疾人事业业务统计年报", levels=FROM_CITY_TO_TOWNSHIP,
    is_quarterly=False,
    template=PRINT, title=title, build=build,
)  # fmt: skip
