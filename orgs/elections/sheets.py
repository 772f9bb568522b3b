"""The columns of 换届情况表 as a workbook."""

from core.sheets.writing import Column


def _day(value):
    return value.isoformat() if value else ""


def _of(name, thing="election"):
    def value(row):
        found = getattr(getattr(row, thing), name, None)
        return "" if found is None else found

    return value


SUMMARY = (
    Column("单位", lambda s: s.board.unit.place_name, 22),
    Column("班子", lambda s: s.board.name, 26),
    Column("进度", lambda s: s.state, 9),
    Column("当前环节", lambda s: s.election.how_far if s.election else "", 14),
    Column("启动日期", lambda s: _day(s.election and s.election.started_on)),
    Column("选举方式", lambda s: s.election.way.name if s.election else "", 12),
    Column("登记人数", _of("electors"), 9),
    Column("候选人", lambda s: s.candidates, 8),
    Column("投票日期", lambda s: _day(s.ballot and s.ballot.held_on)),
    Column("发出票", _of("issued", "ballot"), 8),
    Column("收回票", _of("recovered", "ballot"), 8),
    Column("有效票", _of("valid", "ballot"), 8),
    Column("当选", lambda s: s.elected, 44),
    Column("备案文号", _of("file_number"), 18),
    Column("任职日期", lambda s: _day(s.election and s.election.term and s.election.term.starts_on)),
)
