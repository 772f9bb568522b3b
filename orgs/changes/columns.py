"""Columns of the lists of changes, for pages, workbooks and paper alike."""

from core.sheets.writing import Column

PART_COLUMNS = [
    Column("生效日期", lambda part: f"{part.change.effective_on:%Y-%m-%d}", 12),
    Column("变更种类", lambda part: part.change.get_kind_display(), 12),
    Column("原上级", lambda part: part.parent_before.name, 16),
    Column("原名称", lambda part: part.name_before, 20),
    Column("原代码", lambda part: part.code_before, 16),
    Column("原类型", lambda part: part.get_kind_before_display(), 10),
    Column("新上级", lambda part: part.parent_after.name, 16),
    Column("新名称", lambda part: part.name_after, 20),
    Column("新代码", lambda part: part.code_now, 16),
    Column("新类型", lambda part: part.get_kind_after_display(), 10),
    Column("批文", lambda part: part.change.document, 36),
    Column("状态", lambda part: part.change.get_state_display(), 14),
    Column("拟办和确认", lambda part: part.change.hands, 30),
]
ROW_COLUMNS = [
    Column("数据", lambda line: line["label"], 24),
    Column("变更前", lambda line: line["before"], 12),
    Column("随迁", lambda line: line["moved"], 12),
    Column("留在原单位", lambda line: line["left"], 12),
    Column("变更后", lambda line: line["after"], 12),
    Column("全县变更前", lambda line: line["county_before"], 14),
    Column("全县变更后", lambda line: line["county_after"], 14),
    Column("说明", lambda line: line["why"], 50),
]
