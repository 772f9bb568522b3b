"""主要做法 of a summary: what was really done in the year, as the system knows it. No data, no sentence."""

from assessments.grading.choices import RecognitionKind
from assessments.schemes.choices import Subject
from registry.certificates.choices import CaseKind
from reports.narrative.problems import TOP
from reports.narrative.themselves import is_itself, is_of_itself
from reports.narrative.writing import plain
from reports.sources.assessed import SUBJECTS
from reports.sources.benefits import CARE, LIVING

BENEFITS = {LIVING: "困难残疾人生活补贴", CARE: "重度残疾人护理补贴"}
NAMES = {Subject.TOWNSHIP: "乡镇（街道）残联", Subject.GRASSROOTS: "村（社区）残协"}


def bodies(story):
    """Return sentences on committees and associations, and on the elections of the year."""
    entries = [
        ("残工委成员单位", "departments"),
        ("残疾人专门协会", "boards.associations"),
        ("村（社区）残协", "boards.villages"),
    ]
    yield _listed(story, "建有{each}。", entries)
    yield _listed(story, "{each}。", [("本年完成换届", "elections.done"), ("正在换届", "elections.open")])


def recruited(story):
    """Return sentences on who was recruited and on the pool of talents."""
    value = story.book.value
    if value("recruiting.hired"):
        yield story.say("公开选聘专职委员，应聘{recruiting.applied}，聘用{recruiting.hired}。")
    if value("talents.new"):
        yield story.say("残疾人人才库有{talents.all}，其中本年入库{talents.new}。")
    elif value("talents.all"):
        yield story.say("残疾人人才库有{talents.all}。")


def hours(story):
    """Return a sentence on hours and seats of training."""
    return story.when("累计{training.hours.sum}，参训{training.seats}。", "training.seats")


def cases(story):
    """Return a sentence on the certificate cases done, the most frequent kinds named."""
    if not story.book.value("cases.done"):
        return None
    entries = [(label, f"cases.done.{kind}") for kind, label in CaseKind.choices]
    return story.say("办结残疾人证业务{cases.done}，其中{each}。", each=story.most(entries))


def tidy(name):
    """Leave out the blanks that a name has between figures and Chinese, as print does."""
    return name.replace(" ", "")


def services(story):
    """Tell of needs met and projects done."""
    say, value = story.say, story.book.value
    if not value("needs.registered") and not value("projects.count"):
        return
    both = value("needs.registered") and value("projects.count")
    one = "落实服务需求" if value("needs.registered") else "实施年度项目"
    story.writer.part("落实服务需求和年度项目" if both else one)
    if value("needs.registered"):
        kinds = [(_kind_name(story, key), key) for key in story.book.figures if key.startswith("needs.kind.")]
        story.writer.paragraph(
            say("本年登记服务需求{needs.registered}，已落实{needs.solved}，落实率{needs.solved.share}。"),
            say("需求较多的是{each}。", each=story.most(kinds)) if kinds else None,
            story.when("未办结的{needs.open}，其中超期{needs.overdue}。", "needs.overdue")
            or story.when("未办结的{needs.open}，都在办理期限内。", "needs.open"),
        )
    if value("projects.count"):
        story.writer.paragraph(*_projects(story))


def _kind_name(story, key):
    return story.book.figures[key]["label"].removesuffix("需求")


def _projects(story):
    say, value = story.say, story.book.value
    money = "，发放补助{projects.amount}" if value("projects.amount") != "0.00" else ""
    yield say("实施年度项目{projects.count}，已完成任务的{projects.done}" + money + "。")
    rows = sorted(story.book.lists["projects"].rows, key=lambda row: -row[5])
    phrase = []
    for pk, name, *_ in [row for row in rows if row[5]][:TOP]:
        phrase += plain("；" if phrase else "")
        key = f"project.{pk}"
        phrase += say(f"“{{name}}”完成{{{key}.done}}，占任务的{{{key}.share}}", name=plain(tidy(name)))
    if phrase:
        yield say("其中，{each}。", each=phrase)


def benefits(story):
    """Tell of 两项补贴 paid."""
    if story.book.value("benefits.amount") == "0.00":
        return
    story.writer.part("落实残疾人两项补贴")
    phrase = []
    for kind, name in BENEFITS.items():
        key = f"benefits.{kind}"
        if f"{key}.people" in story.book:
            phrase += plain("；" if phrase else "")
            phrase += story.say(f"{name}惠及{{{key}.people}}，发放{{{key}.times}}、{{{key}.amount}}")
    story.writer.paragraph(
        story.say("本年发放残疾人两项补贴{benefits.amount}。"),
        story.change("benefits.amount"),
        story.say("其中，{each}。", each=phrase),
    )


def rights(story):
    """Tell of letters and visits dealt with."""
    say, value = story.say, story.book.value
    if not value("petitions.received"):
        return
    story.writer.part("维护残疾人合法权益")
    prefix = "petitions.category."
    kinds = [(key.removeprefix(prefix), key) for key in story.book.figures if key.startswith(prefix)]
    story.writer.paragraph(
        say("本年接待来信来访{petitions.received}、{petitions.people}，已办结{petitions.settled}。"),
        story.change("petitions.received"),
        say("反映较多的是{each}。", each=story.most(kinds)),
        story.when(
            "到期应办结{petitions.due}，按期办结{petitions.in_time}，按期办结率{petitions.in_time.share}。",
            "petitions.due",
        ),
        story.when("回访评价{petitions.rated}，满意率{petitions.happy.share}。", "petitions.rated"),
    )


def routine(story):
    """Return sentences on ledgers, visits at home and the survey."""
    yield story.when("到期应报台账{ledgers.due}，已报{ledgers.done}，报送率{ledgers.share}。", "ledgers.due")
    yield story.when(
        "入户走访残疾人{home_visits.done}，占在册人数的{home_visits.share}。", "home_visits.done"
    )
    yield story.when(
        "年度调查应查{survey.due}，已查{survey.done}，完成率{survey.share}，其中入户{survey.home}。",
        "survey.due",
    )


def compliance(story):
    """Tell of the routine work, and of who meets 九有 and 六有."""
    work = [sentence for sentence in routine(story) if sentence]
    if not story.grids and not work:
        return
    story.writer.part("推进规范化建设达标" if story.grids else "做实基础工作")
    story.writer.paragraph(*work)
    sentences = []
    for grid in story.grids:
        code = grid.checklist.code
        told = "应查单位{checks.%s.units}，达标{checks.%s.met}，达标率{checks.%s.met.share}。"
        sentences.append(checked(story, grid, told))
        if not is_of_itself(story, grid):
            sentences.append(story.change(f"checks.{code}.met"))
    story.writer.paragraph(*sentences)


def assessment(story):
    """Tell of pledges, inspections, results and what was made of them."""
    value = story.book.value
    keys = ("pledges.township.signed", "pledges.grassroots.signed", "visits.units")
    if not any(map(value, (*keys, *(f"results.{own}.units" for own in SUBJECTS)))):
        return
    story.writer.part("实行目标管理考核")
    pledges = _pledges(story)
    story.writer.paragraph(
        story.say("签订目标管理责任书，{each}。", each=pledges) if pledges else None, inspected(story)
    )
    for own in SUBJECTS:
        if value(f"results.{own}.units"):
            story.writer.paragraph(*results(story, own))
    entries = [(kind.label, f"recognitions.{kind}") for kind in RecognitionKind]
    story.writer.paragraph(_listed(story, "考核结果运用，{each}。", entries))


def _pledges(story):
    phrase = []
    for own in SUBJECTS:
        key = f"pledges.{own}"
        if story.book.value(f"{key}.signed"):
            phrase += plain("；" if phrase else "")
            told = f"{NAMES[own]}应签{{{key}.due}}，已签{{{key}.signed}}"
            phrase += story.say(f"与上级残联{{{key}.signed}}" if is_itself(story, own) else told)
    return phrase


def inspected(story):
    if not story.book.value("visits.units"):
        return None
    found = "，发现问题{findings.all}，已整改销号{findings.mended}，整改率{findings.mended.share}"
    tail = found if story.book.value("findings.all") else "，没有发现问题"
    return story.say("开展督查{visits.plans}，检查单位{visits.units}" + tail + "。")


def results(story, own):
    """Return sentences on how one sort of unit came out, or would at the present pace."""
    key, expected = f"results.{own}", is_expected(story, own)
    opening = f"{NAMES[own]}参加考核{{{key}.units}}，平均{'预计' if expected else ''}得分{{{key}.mean}}"
    grades, word = _grades(story, key), "预计" if expected else "评为"
    if is_itself(story, own):
        grade = f"，{word}{grades[0][0]}等次" if grades else ""
        yield story.say(f"本级残联考核{'预计' if expected else ''}得分{{{key}.mean}}{grade}。")
        return
    if grades:
        yield story.say(opening + f"，{word}{{each}}。", each=story.writer.each(grades))
    else:
        yield story.say(opening + "。")
    best, _ = ends(story, own)
    yield story.say("居前的是{each}。", each=best) if best else None


def checked(story, grid, told):
    """Return a sentence on a checklist; of a township's own, which of its items are there.

    :param told: what is said of the units below, with %s for the code of the checklist.
    """
    code, name = grid.checklist.code, grid.checklist.name
    if not is_of_itself(story, grid):
        return story.say(f"{grid.period.name}“{name}”" + told.replace("%s", code))
    ends = {"met": "，达标", "short": "，没有达标", "open": "，没有查完"}
    end = next(words for verdict, words in ends.items() if story.book.value(f"checks.{code}.{verdict}"))
    return story.say(
        f"{grid.period.name}本级“{name}”应查{{checks.{code}.items}}，具备{{checks.{code}.items.met}}{end}。"
    )


def is_expected(story, own):
    """True if the points are what the present pace would come to, for the round is not final."""
    return "预计" in story.book.figures[f"results.{own}.mean"]["label"]


def _grades(story, key):
    """Return those grades that anybody comes to, as (its name in quotes, figure key)."""
    grades, number = [], 0
    while (own := f"{key}.grade.{number}") in story.book:
        label = story.book.figures[own]["label"]
        if story.book.value(own):
            grades.append((label[label.index("“") :], own))
        number += 1
    return grades


def ends(story, own):
    """Return the phrases of the first and of the last three; (None, None) where there are too few."""
    rows = story.book.lists[f"results.{own}"].rows
    named = {row[0]: _called(row, story.subject) for row in rows}
    prefix = f"results.{own}.points."
    keys = [key for key in story.book.figures if key.startswith(prefix)]
    if len(rows) < 2 * TOP:
        return None, None
    entries = [(named[int(key.removeprefix(prefix))], key) for key in keys]
    each = [
        story.writer.each(part, template="{name}（{figure}）") for part in (entries[:TOP], entries[-TOP:])
    ]
    return each[0], each[1]


def _called(row, subject):
    """Name a village of a county with its township, for names repeat."""
    is_plain = row[2] in ("", row[1]) or subject.unit.is_township
    return row[1] if is_plain else f"{row[2]}{row[1]}"


def _listed(story, template, entries):
    """Return a sentence with those of the entries that are more than nothing; None without any."""
    told = [entry for entry in entries if story.book.value(entry[1])]
    return story.say(template, each=story.writer.each(told)) if told else None
