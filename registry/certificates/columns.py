"""The columns of the work-list of certificates that run out; sensitive ones are masked."""

from core.sheets.writing import Column

EXPIRY_COLUMNS = (
    Column("乡镇", lambda p: p.unit.parent.name if p.unit.parent else ""),
    Column("村（社区）", lambda p: p.unit.name),
    Column("姓名", lambda p: p.name),
    Column("性别", lambda p: p.get_sex_display()),
    Column("身份证号", lambda p: p.masked_id_number, 22),
    Column("残疾类别", lambda p: p.get_category_display()),
    Column("残疾等级", lambda p: p.get_grade_display()),
    Column("有效期至", lambda p: p.card_expires_on),
    Column("联系电话", lambda p: p.masked_phone, 14),
    Column("住址", lambda p: p.address, 36),
)
