"""The columns of the exported lists."""

from core.sheets.writing import Column

ALERT_COLUMNS = (
    Column("提醒", lambda a: a.title, 24),
    Column("姓名", lambda a: a.name),
    Column("乡镇（街道）", lambda a: a.township),
    Column("单位", lambda a: a.unit),
    Column("情况", lambda a: a.words, 44),
)
