"""工作情况汇报 at any day of the year, and the 半年通报 on the progress of the places below."""

from assessments.periods import quarter_of
from reports.figures import FigureBook
from reports.kinds.registry import FROM_CITY_TO_TOWNSHIP, ReportKind
from reports.kinds.year_summary import fill
from reports.kinds.year_tables import area_table
from reports.narrative.half_year import bulletin
from reports.narrative.work_report import report
from reports.narrative.year import Story
from reports.periods import NotPossible
from reports.sources.checks import matrices_of
from reports.sources.places import places_of
from reports.sources.progress import TASKS, add_progress
from reports.tables import number, row, table, text

TEMPLATE = "reports/print/year_summary.html"


def _report_title(subject):
    return [f"关于{subject.unit.federation_name}", "工作情况的汇报"]


def _bulletin_title(subject):
    return [
        subject.unit.federation_name,
        f"关于{subject.year}年{subject.period.name}残疾人工作",
        "进展情况的通报",
    ]


def _story(subject):
    """Return the story of everything known, and its places and matrices."""
    book, places = FigureBook(), places_of(subject)
    grids = matrices_of(subject, quarter_of(subject.as_of))
    fill(book, subject, places, grids)
    return Story(book, subject, places, grids)


def _content(story, title, *, blocks, tables):
    for own in tables:
        own["filled_by"] = story.subject.unit.federation_name
    content = {
        "title": "".join(title(story.subject)),
        "issuer": story.subject.unit.federation_name,
        "as_of": story.subject.as_of,
        "blocks": blocks,
        "tables": tables,
        "figures": story.book.figures,
        "groups": story.book.groups,
    }
    return content, list(story.book.lists.values())


def build_report(subject, previous):
    """Return the content and the lists of a 汇报; it is compared with no year before."""
    story = _story(subject)
    tables = [area_table(story.book, subject, story.places, story.grids)]
    return _content(story, _report_title, blocks=report(story), tables=tables)


def build_bulletin(subject, previous):
    """Return the content and the lists of a 半年通报.

    :raises NotPossible: there is nobody below of whom it could tell.
    """
    story = _story(subject)
    if not story.places.areas:
        raise NotPossible(f"{subject.unit.name}下没有单位，没有可以通报的进展。")
    tasks = add_progress(story.book, subject, story.places, story.grids)
    tables = [progress_table(story, tasks)]
    return _content(story, _bulletin_title, blocks=bulletin(story, tasks), tables=tables)


def progress_table(story, tasks):
    """Return the places by rank, with what each has done of each task."""
    book, day = story.book, story.subject.as_of
    rows = [
        row(
            own[0],
            text(own[-1] if own[-2] is not None else "—", "num"),
            *(number(book, f"progress.{task}.{own[2]}") for task in (*tasks, "mean")),
        )
        for own in book.lists["progress"].rows
    ]
    head = ["单位", "名次", *(TASKS[task] for task in tasks), "综合进度"]
    note = "综合进度是本表各项的平均数；没有任务的项不计，记“—”。同进度同名次。"
    return table(
        f"各{story.subject.areas_named}工作进展一览表", head=head, rows=rows, note=note, signed=True,
        unit_note=f"单位：%　截至{day.year}年{day.month}月{day.day}日",
        widths=[18, 8, *[0] * (len(tasks) + 1)],
    )  # fmt: skip


WORK_REPORT = ReportKind(
    code="work_report", name="工作情况汇报", levels=FROM_CITY_TO_TOWNSHIP, is_quarterly=False,
    template=TEMPLATE, is_prose=True, title=_report_title, build=build_report,
)  # fmt: skip
HALF_YEAR_BULLETIN = ReportKind(
    code="half_year_bulletin", name="半年工作通报", levels=FROM_CITY_TO_TOWNSHIP, is_quarterly=True,
    is_half=True, template=TEMPLATE, is_prose=True, title=_bulletin_title, build=build_bulletin,
)  # fmt: skip
