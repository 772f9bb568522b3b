"""The columns of the ranking on export."""

from core.sheets.writing import Column

COLUMNS = (
    Column("名次", lambda line: line.grading.rank, 6),
    Column("乡镇（街道）", lambda line: line.unit.parent.name if line.unit.is_grassroots else "", 16),
    Column("单位", lambda line: line.unit.name, 18),
    Column("组别", lambda line: line.grading.group, 10),
    Column("组内名次", lambda line: line.grading.group_rank or "", 8),
    Column("基本分", lambda line: line.base, 10),
    Column("加分", lambda line: line.bonus, 8),
    Column("总分", lambda line: line.total, 10),
    Column("一票否决", lambda line: line.veto, 20),
    Column("等次", lambda line: line.grading.grade, 10),
    Column("等次说明", lambda line: line.grading.grade_words, 30),
    Column("星级", lambda line: line.grading.stars, 8),
    Column("档次", lambda line: line.grading.tier, 8),
    Column("上年档次", lambda line: line.moved.before, 8),
    Column("升降", lambda line: line.moved.words, 12),
)
