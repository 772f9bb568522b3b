"""Workbooks about lists: what is missing, and who has earned stars."""

from assessments.models.checklists import star_name
from core.sheets.writing import Column, workbook_of_sheets


def missing_workbook(found, places, lasting):
    """Return the bytes of a workbook: places by items, then every unit with each item that it lacks.

    :param places: `PlaceGaps`.
    :param lasting: (spell, days) of what is missing now.
    """
    title = f"{found.checklist.county.name}{found.checklist.name}缺项（{found.period.label}）"
    by_place = [
        Column("乡镇（街道）", lambda gaps: gaps.place.name, 18),
        *(_count_column(place, item) for place, item in enumerate(found.items)),
        Column("缺项合计", lambda gaps: gaps.total, 10),
        Column("有缺项的单位", lambda gaps: gaps.units, 12),
    ]
    by_unit = [
        Column("乡镇（街道）", lambda line: _township(line[0].unit), 18),
        Column("单位", lambda line: line[0].unit.name, 18),
        Column("缺少的项目", lambda line: line[0].item.name, 24),
        Column("自何季度起", lambda line: line[0].found_in.label, 18),
        Column("发现日期", lambda line: line[0].found_on.isoformat(), 14),
        Column("已缺天数", lambda line: line[1], 10),
    ]
    return workbook_of_sheets(
        [("按乡镇和项目", title, by_place, places), ("逐单位", title, by_unit, lasting)]
    )


def stars_workbook(found, groups):
    """Return the bytes of a workbook with the units by the stars that they have earned, the most first."""
    columns = [
        Column("星级", lambda line: star_name(line[0]), 10),
        Column("乡镇（街道）", lambda line: _township(line[1].unit), 18),
        Column("单位", lambda line: line[1].unit.name, 18),
        Column("得分", lambda line: f"{line[1].points.normalize():f}", 10),
        Column("达标项", lambda line: f"{line[1].met}/{line[1].total}", 10),
    ]
    lines = [(stars, row) for stars, rows in groups for row in rows]
    title = f"{found.checklist.county.name}{found.checklist.name}星级名单（{found.period.label}）"
    return workbook_of_sheets([("星级名单", title, columns, lines)])


def _count_column(place, item):
    return Column(item.short_name, lambda gaps: gaps.counts[place], 11)


def _township(unit):
    return unit.parent.name if unit.is_grassroots and unit.parent else unit.name
