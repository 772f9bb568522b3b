"""What still stands against publishing a scheme, in words that say where and what to do."""

from dataclasses import dataclass

from assessments.schemes.bands import problems_of_bands
from assessments.schemes.bindings import problems_of_bindings
from assessments.schemes.choices import BandKind
from assessments.scoring import RULES, problems_of, said

WITH_TARGET = {"proportional", "weight"}


@dataclass(frozen=True)
class Problem:
    """One thing that must be put right first; `about` is what it concerns: "scheme", a section or an item."""

    where: str
    words: str
    about: object = None

    def __str__(self):
        return f"{self.where}：{self.words}"


def problems_of_table(table):
    """Return the problems of a whole scheme, from the top to the bottom of its table."""
    return [
        *_problems_of_sums(table),
        *(problem for section in table.sections for problem in _problems_of_section(section)),
        *_problems_of_bonus(table),
        *_problems_of_bands(table),
    ]


def _problems_of_sums(table):
    if not table.sections:
        yield Problem("全表", "还没有考核项目，请先添加。", table.scheme)
    elif table.difference:
        full, given = said(table.scheme.full_points), said(table.sum)
        words = f"各考核项目合计 {given} 分，满分 {full} 分，{table.difference}。"
        yield Problem("全表", words, table.scheme)


def _problems_of_section(section):
    if not section.items:
        yield Problem(section.row.name, "还没有考核指标，请添加，或删去这一考核项目。", section.row)
    elif section.difference:
        words = f"各项合计 {said(section.sum)} 分，分值 {said(section.row.points)} 分，{section.difference}。"
        yield Problem(section.row.name, words, section.row)
    for item in section.items:
        for words in problems_of_item(section.row.scheme.subject_kind, item.row):
            yield Problem(item.row.name, words, item.row)


def problems_of_item(subject, item):
    """Return the problems of one item: of its rule, else of the facts that answer its questions."""
    problems = problems_of(item.rule, item.points, item.params) or problems_of_target(item)
    return problems or problems_of_bindings(subject, item.rule, item.params, item.bindings)


def problems_of_target(item):
    """Return the problem of an item that needs a target and has none, or whose rule knows none."""
    has_target = item.params.get("target") is not None
    if item.rule in WITH_TARGET and not item.is_pledged and not has_target:
        return ["没有任务数或目标值。请填写，或勾选“逐单位下达指标”，在责任书中下达。"]
    if item.is_pledged and item.rule not in WITH_TARGET:
        return ["只有“按任务比例”和“指标目标”可以逐单位下达指标。"]
    return []


def _problems_of_bonus(table):
    gives = [item for item in table.items if _gives_bonus(item.row)]
    if gives and not table.scheme.bonus_cap:
        yield Problem("加分上限", f"“{gives[0].row.name}”可以加分，请填写全表的加分上限。", table.scheme)


def _gives_bonus(item):
    rule = RULES.get(item.rule)
    return rule is not None and (rule.code == "bonus" or bool(item.params.get("over")))


def _problems_of_bands(table):
    for kind in BandKind:
        bands = table.bands_of(kind)
        if not bands and kind == BandKind.GRADE:
            yield Problem("等次", "还没有设置等次的分数段。", table.scheme)
        elif bands:
            most = table.scheme.full_points + table.scheme.bonus_cap
            for words in problems_of_bands(bands, most):
                yield Problem(kind.label, words, table.scheme)
