"""The roster of 专职委员 that a city sends, and reading it when it is filled."""

from staff.models import Member
from tests.reports.answers.forms import content_of, empty_book, grid, opened, sheet_of

TITLE = "附件3：全市残疾人专职委员花名册"
HEAD = (
    "序号", "乡镇", "村", "姓名", "性别", "身份证号", "文化程度", "是否残疾人", "类别", "等级", "残疾人证号",
    "任职时间", "岗位", "聘用合同起止时间", None, "联系电话", "补贴标准（元/月）", "开户行", "银行账号",
    "2026年参加培训次数（次）", "备注",
)  # fmt: skip
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTU", range(21), strict=True))
MERGED = tuple(f"{letter}3:{letter}4" for letter in LETTERS if letter not in "NO")


def roster(*rows, title=TITLE, blank=3):
    """Return the form of a city: a title, a head of two lines, rows, a sum, a note."""
    book, width = empty_book(), len(HEAD)
    below = [list(row) for row in rows] or [[number] for number in range(1, blank + 1)]
    second = [None] * 13 + ["起", "止"]
    sheet_of(
        book, "Sheet1", [title], ["填报单位（盖章）：        填报人：        联系电话："], list(HEAD), second,
        *below, ["合计", None, f"=COUNTA(D5:D{4 + len(below)})"],
        ["注：1.身份证号请填写18位；2.本表一式三份。"],
        merged=("A1:U1", "A2:U2", "N3:O3", *MERGED, f"A{6 + len(below)}:U{6 + len(below)}"),
        framed=(3, 6 + len(below)),
    )  # fmt: skip
    assert width == len(LETTERS)
    return content_of(book)


def named(appointment, name, **facts):
    member = Member.objects.get(pk=appointment.member_id)
    for key, value in {"name": name, **facts}.items():
        setattr(member, key, value)
    member.save()
    appointment.member = member
    return member


def cells(answer, row):
    """Return {letter: value} of a row of the filled roster."""
    values = grid(opened(answer)["Sheet1"], first=row)[0]
    return {letter: values[place] for letter, place in LETTERS.items()}
