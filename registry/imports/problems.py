"""What can be wrong with a row: a fixed set of codes, each with a title for people."""

from dataclasses import dataclass

KINDS = {
    "name_missing": "没有姓名",
    "id_missing": "没有身份证号",
    "id_length": "身份证号位数不对",
    "id_scientific": "号码被存成了科学计数",
    "id_checksum": "身份证号校验不通过",
    "id_birthdate": "出生日期不对",
    "id_sex_mismatch": "性别与身份证号不符",
    "card_length": "残疾人证号位数不对",
    "card_id_mismatch": "残疾人证号与身份证号不符",
    "card_category_mismatch": "残疾类别与证号不符",
    "card_grade_mismatch": "残疾等级与证号不符",
    "village_unknown": "村（社区）找不到",
    "village_ambiguous": "村（社区）有重名",
    "duplicate_in_file": "与前面的行完全相同",
    "duplicate_conflict": "同一身份证号内容不同",
    "date_invalid": "日期不对",
    "value_unknown": "填写的内容不认识",
    "outside_scope": "不在导入范围内",
    "id_masked": "身份证号被星号遮住",
    "row_key": "行标识不对",
    "edit_conflict": "导出以后两边都改过",
    "required_missing": "没有填写必填的内容",
    "not_registered": "登记表里没有此人",
    "rule_refused": "按规定不能这样办",
    "post_unknown": "没有这样的岗位",
    "post_taken": "岗位已有人",
    "double_post": "不能同时担任两个岗位",
    "stands_otherwise": "与已登记的内容不一致",
    "unit_conflict": "机构的名称、代码或上级不对",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, what is wrong, and what is proposed; nothing is changed by itself.

    `key` is the column's key, `column` its title in the file, `raw` what the cell shows. `proposal` is a
    better value, if the register or the row itself suggests one; it may be sensitive. `place` says where
    the spelling could be explained once for all rows: `COUNTY_WIDE`, a township's pk, or None for nowhere.
    """

    row: int
    key: str
    column: str
    code: str
    message: str
    advice: str = ""
    proposal: str = ""
    raw: str = ""
    place: int | None = None
