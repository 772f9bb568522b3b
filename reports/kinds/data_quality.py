"""数据质量报告: the scores of the register by unit, what is wrong, what it costs and what was mended."""

from decimal import Decimal

from core.permissions import Permission
from orgs.models import Unit
from registry.health.rules import RULES
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, UNKNOWN, areas_named, content_of, day_in_words, upto
from reports.kinds.registry import ReportKind
from reports.narrative.writing import Writer, plain
from reports.periods import NotPossible
from reports.sources.places import places_of
from reports.sources.quality import SCORES, SEVERITIES, add_findings, add_scores, lost_points
from reports.tables import NUMBER, mark, number, row, table, text

WORST = 10


def title(subject):
    return [subject.unit.federation_name, f"{subject.year}年残疾人数据质量报告"]


def build(subject, previous):
    """Return the content and the lists.

    :raises NotPossible: the register was not checked by the day.
    """
    book, places = FigureBook(), places_of(subject)
    day = add_scores(book, subject, places)
    if day is None:
        raise NotPossible(f"{subject.unit.name}还没有数据体检记录，请先在“数据体检”中体检一次。")
    add_findings(book, subject, places)
    tables = [_units_table(book, subject, places), _rules_table(book, subject)]
    if subject.unit.is_county:
        tables.append(_worst_table(book, subject))
    lead = _lead(book, subject, day)
    return content_of(book, subject, title(subject), tables, lead=lead), list(book.lists.values())


def _lead(book, subject, day):
    own = f"score.{subject.unit.pk}"
    say = Writer(book).say
    opened = (
        f"截至{day_in_words(day)}，{subject.whole}在册残疾人{{{own}.persons}}，数据体检得分{{{own}.score}}，"
        "待处理问题{quality.all.open}，其中严重{quality.open.3}、一般{quality.open.2}、提示{quality.open.1}；"
        "本年发现{quality.all.fresh}，已修正{quality.all.mended}，确认无误{quality.all.kept}。"
    )
    sentences = [say(opened)]
    worst = _by_score(book, subject, limit=3)
    if len(worst) > 1:
        named = [(own["unit"], f"score.{own['unit_id']}.score") for own in worst]
        sentences.append(say("得分较低的是{each}。", each=Writer(book).each(named)))
    rules = _rules(book)[:3]
    if rules:
        named = [(name, f"quality.rule.{code}.open") for code, name in rules]
        sentences.append(say("待处理较多的是{each}。", each=Writer(book).each(named)))
    return [[segment for sentence in sentences for segment in sentence] or plain("")]


def _by_score(book, subject, *, limit, levels=None):
    """Return the scored places one step below (or of some levels), the lowest score first."""
    keys = [column.key for column in SCORES]
    rows = [dict(zip(keys, own, strict=True)) for own in book.lists["scores"].rows]
    below = [
        own
        for own in rows
        if own["score"] is not None
        and own["unit_id"] != subject.unit.pk
        and (own["level"] in levels if levels else f"score.{own['unit_id']}.score" in book)
    ]
    return sorted(below, key=lambda own: (Decimal(own["score"]), own["area"]))[:limit]


def _units_table(book, subject, places):
    parts = ("persons", "score", "before", "serious", "ordinary", "hints", "points")
    scores = [book.value(f"score.{area.pk}.score") for area in places.areas]
    order = sorted((Decimal(own) for own in scores if own is not None), reverse=True)
    rows = []
    for area, score in zip(places.areas, scores, strict=True):
        rank = order.index(Decimal(score)) + 1 if score is not None else "—"
        cells = [number(book, f"score.{area.pk}.{part}") for part in parts]
        rows.append(row(area.name, *cells, number(book, f"quality.mended.{area.path}"), mark(rank)))
    cells = [number(book, f"score.{subject.unit.pk}.{part}") for part in parts]
    rows.append(row("合计", *cells, number(book, "quality.all.mended"), mark(""), total=True))
    return table(
        f"各{areas_named(subject)}得分",
        head=[areas_named(subject), "人数", "得分", "年初", "严重", "一般", "提示", "扣分", "已修正", "名次"],
        rows=rows, unit_note=upto(subject), widths=[20, *[0] * 9],
        groups=[("", 4), ("待处理问题（个）", 3), ("", 3)],
        note=f"得分为100减去每人平均扣分折算的分数，没有在册人员的不评分。年初为本年第一次体检的得分，已修正为本年数。{UNKNOWN}",
    )  # fmt: skip


def _rules(book):
    """Return (code, name) of the rules with something open, the most first."""
    column = book.lists["findings"].position("rule")
    codes = {own[column] for own in book.lists["findings"].rows}
    found = [code for code in codes if book.value(f"quality.rule.{code}.open")]
    found.sort(key=lambda code: (-book.value(f"quality.rule.{code}.open"), code))
    return [(code, RULES[code].name if code in RULES else code) for code in found]


def _rules_table(book, subject):
    severity = book.lists["findings"].position("severity")
    rule = book.lists["findings"].position("rule")
    gravest = {}
    for own in book.lists["findings"].rows:
        gravest[own[rule]] = max(own[severity], gravest.get(own[rule], ""))
    persons = book.value(f"score.{subject.unit.pk}.persons")
    rows = []
    for code, name in _rules(book):
        parts = ("open", "units", "fresh", "mended", "kept", "points")
        cost = lost_points(book.value(f"quality.rule.{code}.points"), persons, subject.as_of)
        cells = [number(book, f"quality.rule.{code}.{part}") for part in parts]
        rows.append(
            row(
                name, mark(SEVERITIES[gravest[code]]), *cells, text(cost if cost is not None else "—", NUMBER)
            )
        )
    return table(
        "各类问题",
        head=["问题", "严重程度", "待处理", "涉及村", "新发现", "已修正", "无误", "扣分", "影响分"],
        rows=rows, unit_note="单位：个", widths=[25, 12, *[0] * 7],
        note="涉及村含社区；新发现、已修正为本年数；无误为已确认无误；"
        "影响分为这一类问题全部修正后可以提高的分数。" if rows else "没有待处理的问题。",
    )  # fmt: skip


def _worst_table(book, subject):
    rows = [
        row(own["unit"], own["township"], text(own["persons"], NUMBER), text(own["score"], NUMBER),
            text(own["serious"], NUMBER), text(own["ordinary"], NUMBER), text(own["hints"], NUMBER))
        for own in _by_score(book, subject, limit=WORST, levels=Unit.GRASSROOTS)
    ]  # fmt: skip
    return table(
        f"得分最低的{WORST}个村（社区）",
        head=["村（社区）", "所属乡镇", "人数", "得分", "严重", "一般", "提示"], rows=rows,
        unit_note=upto(subject), widths=[25, 20, *[0] * 5], note="" if rows else "没有可以评分的村（社区）。",
        signed=True,
    )  # fmt: skip


DATA_QUALITY = ReportKind(
    code="data_quality", name="数据质量报告", levels=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP),
    is_quarterly=False, template=PRINT, title=title, build=build, needs=Permission.HEALTH_VIEW,
)  # fmt: skip
