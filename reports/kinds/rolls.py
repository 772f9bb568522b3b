"""专职委员花名册 and 培训名册: people one by one, for those only who may see the staff."""

from collections import Counter

from core.permissions import Permission
from orgs.models import Unit
from reports.figures import FigureBook
from reports.kinds.papers import PRINT, content_of, upto, whereabouts
from reports.kinds.registry import ReportKind
from reports.narrative.writing import Writer
from reports.sources.places import places_of
from reports.sources.roster import add_roster, add_seats
from reports.tables import NUMBER, mark, number, row, table, text

LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


def _roll_title(subject):
    return [subject.unit.federation_name, f"{subject.year}年残疾人专职委员花名册"]


def _training_title(subject):
    return [subject.unit.federation_name, f"{subject.year}年专职委员培训名册"]


def _roll(subject, previous):
    """Return the content and the list of everybody in post."""
    book, places = FigureBook(), places_of(subject)
    add_roster(book, subject, places)
    facts = _facts(book, "roster")
    rows = [_roll_row(subject, own, number) for number, own in enumerate(facts, start=1)]
    tables = [
        table(
            "", head=["序号", "姓名", "性别", "出生日期", "单位", "岗位", "文化程度", "与残疾人关系",
            "类别等级",
                      "到岗日期", "合同期至", "本年培训", "身份证号", "联系电话"],
            rows=rows, wide=True, dense=True, unit_note=upto(subject), signed=True,
            widths=[3, 5, 3, 8, 10, 10, 4, 7, 7, 8, 8, 4, 14, 0],
            note="" if rows else "没有在岗的专职委员。",
        )
    ]  # fmt: skip
    lead = [_roll_lead(book)] if rows else []
    content = content_of(book, subject, _roll_title(subject), tables, lead=lead)
    return content, list(book.lists.values())


def _roll_lead(book):
    return Writer(book).say(
        "在岗专职委员{roster.all}，其中女{roster.women}，本人是残疾人{roster.disabled}，"
        "初中及以上文化程度{roster.schooled}；本年参加过培训{roster.trained}。"
    )


def _short(education):
    """Return an education without what its label explains: 高中 for 高中（含中专职高）."""
    return education.partition("（")[0]


def _kin(words):
    """Return what the head of the column need not repeat: 配偶 for 配偶是残疾人."""
    return words.removesuffix("是残疾人").replace("其他残疾人亲友", "其他亲友")


def _roll_row(subject, own, place):
    disability = f"{own['category']}{own['grade']}" if own["category"] != "—" else "—"
    unit = whereabouts(subject, own)
    return row(
        text(place, "mark"), own["name"], mark(own["sex"]), mark(own["born"]), unit, own["type"],
        _short(own["education"]), _kin(own["kinship"]), mark(disability), mark(own["since"]),
        mark(own["contract"] or "—"),
        text(own["times"], NUMBER), text(own["number"], "digits"), text(own["phone"], "digits"),
    )  # fmt: skip


def _training(subject, previous):
    """Return the content and the lists: the courses of the year, and who took part in which."""
    book, places = FigureBook(), places_of(subject)
    seats = add_roster(book, subject, places)
    add_seats(book, subject, places, seats)
    people = _people_table(book, subject)
    tables = [_courses_table(book, subject, seats), people]
    lead = [
        Writer(book).say(
            "本年举办或参加培训{seats.courses}、{seats.all}；在岗专职委员{roster.all}，参加过培训{roster.trained}，"
            "没有参加培训{roster.untrained}。"
        )
    ]
    content = content_of(book, subject, _training_title(subject), tables, lead=lead)
    return content, list(book.lists.values())


def _courses_table(book, subject, seats):
    trainings = {own.training_id: own.training for own in seats}
    many, passed = (
        Counter(own.training_id for own in seats),
        Counter(own.training_id for own in seats if own.passed),
    )
    rows = [
        row(
            own.title, own.unit.name, mark(own.get_level_display()), mark(own.held_on),
            text(own.hours, NUMBER), text(many[pk], NUMBER), text(passed[pk], NUMBER),
        )
        for pk, own in trainings.items()
    ]  # fmt: skip
    if rows:
        sums = (number(book, "seats.all"), number(book, "seats.passed"))
        rows.append(row("合计", "", "", "", "", *sums, total=True))
    return table(
        "", head=["培训内容", "举办单位", "级别", "日期", "学时", "参训人次", "合格人次"], rows=rows,
        unit_note=upto(subject), widths=[30, 20, 10, 15, 0, 0, 0], note="" if rows else "本年没有培训记录。",
    )  # fmt: skip


def _people_table(book, subject):
    """Return a row for everybody who was trained, and for who is in post and was not."""
    in_post = {own["id"]: own for own in _facts(book, "roster")}
    taken = {}
    for own in _facts(book, "seats"):
        taken.setdefault(own["member"], []).append(own)
    rows = []
    for member in [*in_post, *(member for member in taken if member not in in_post)]:
        seats = taken.get(member, [])
        who = in_post.get(member) or seats[0]
        courses = "；".join(f"{own['held_on']:%m-%d} {own['title']}" for own in seats)
        rows.append(
            row(
                who["name"], whereabouts(subject, who), who.get("type") or who["post"],
                mark(len(seats) or "未参训", is_missing=not seats),
                text(sum(own["hours"] for own in seats), NUMBER), courses or "—",
                mark(f"{sum(own['passed'] == '合格' for own in seats)} 次" if seats else "—"),
                text("、".join(own["certificate"] for own in seats if own["certificate"]) or "—", "digits"),
            )
        )  # fmt: skip
    return table(
        "参训人员名册", head=["姓名", "单位", "岗位", "参训次数", "学时", "参加的培训", "考核合格",
        "结业证号"],
        rows=rows, wide=True, dense=True, widths=[8, 15, 11, 7, 5, 0, 7, 14], signed=True,
        note="" if rows else "没有在岗和参训的专职委员。",
    )  # fmt: skip


def _facts(book, key):
    """Return the frozen rows as {column: value}, coded values in words."""
    columns = book.lists[key].columns
    return [
        {
            column.key: column.labels.get(value, value) if isinstance(value, str) else value
            for column, value in zip(columns, own, strict=True)
        }
        for own in book.lists[key].rows
    ]


MEMBER_ROLL = ReportKind(
    code="member_roll", name="专职委员花名册", levels=LEVELS, is_quarterly=False, template=PRINT,
    title=_roll_title, build=_roll, needs=Permission.STAFF_VIEW, people=("roster",),
)  # fmt: skip
TRAINING_ROLL = ReportKind(
    code="training_roll", name="培训名册", levels=LEVELS, is_quarterly=False, template=PRINT,
    title=_training_title, build=_training, needs=Permission.STAFF_VIEW, people=("roster",),
)  # fmt: skip
