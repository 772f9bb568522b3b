"""What the year's work shows to be wanting: late needs and projects, ledgers, petitions, terms, benefits."""

from assessments.schemes.choices import Subject
from reports.narrative.problems import TOP, Problem
from reports.narrative.terms import term_of
from reports.narrative.writing import plain
from reports.narrative.year_work import NAMES, ends, is_expected, tidy


def boards(story):
    if not story.book.value("boards.over"):
        return None
    by = term_of(story.subject, "boards")
    opened = "，正在换届{elections.open}。" if story.book.value("elections.open") else "。"
    return Problem(
        "部分班子届满没有换届",
        [
            story.say("任期届满没有换届的班子{boards.over}" + opened),
            story.worst("较多的是{each}。", "boards.over", of="届满"),
        ],
        "按期完成换届",
        [story.say(f"{by}，完成届满的{{boards.over}}班子换届。")],
    )


def needs(story):
    say, value = story.say, story.book.value
    late = [row for row in story.book.lists["projects"].rows if row[9] in ("late", "behind")]
    if not value("needs.overdue") and not late:
        return None
    found, plan = [], []
    if value("needs.overdue"):
        found += [
            say("未办结的需求{needs.open}，都超过了办理期限。")
            if value("needs.overdue") == value("needs.open")
            else say("未办结的需求{needs.open}，其中超过办理期限的{needs.overdue}。"),
            story.worst("超期较多的是{each}。", "needs.overdue", of="超期"),
        ]
        by = term_of(story.subject, "needs")
        plan.append(say(f"{by}，逐项办结超期的{{needs.overdue}}需求，一时不能解决的向本人说明。"))
    if late:
        late.sort(key=lambda row: -row[6])
        phrase, by = [], term_of(story.subject, "projects")
        for pk, name, *_ in late[:TOP]:
            phrase += plain("、" if phrase else "")
            phrase += say(f"“{{name}}”{{project.{pk}.left}}", name=plain(tidy(name)))
        phrase += plain("等" if len(late) > TOP else "")
        found.append(say("完成进度落后的项目，还差{each}。", each=phrase))
        plan.append(say(f"{by}，补齐项目任务{{each}}。", each=phrase))
    return Problem("需求和项目落实不够及时", found, "抓紧落实需求和项目", plan)


def routine(story):
    say, value = story.say, story.book.value
    found, plan, by = [], [], term_of(story.subject, "routine")
    if value("ledgers.left"):
        found += [
            say("到期没有报送的台账{ledgers.left}，报送率{ledgers.share}。"),
            story.worst("未报较多的是{each}。", "ledgers.left", of="未报"),
        ]
        plan.append(say(f"{by}，补报台账{{ledgers.left}}。"))
    if value("survey.left"):
        found += [
            say("年度调查还有{survey.left}没有查到。"),
            story.worst("未查较多的是{each}。", "survey.left", of="未查"),
        ]
        plan.append(say("完成其余{survey.left}的年度调查。"))
    elif value("home_visits.done") and value("home_visits.left"):
        found.append(say("没有入户走访记录的残疾人{home_visits.left}。"))
        plan.append(say("对没有走访的{home_visits.left}安排入户。"))
    return Problem("台账和走访不够扎实", found, "做实台账和走访", plan) if found else None


def petitions(story):
    if not story.book.value("petitions.overdue"):
        return None
    by = term_of(story.subject, "petitions")
    return Problem(
        "来信来访办理不够及时",
        [
            story.say("超过办理期限没有办结的来信来访{petitions.overdue}。"),
            story.worst("分布在{each}。", "petitions.overdue", of="超期"),
        ],
        "按期办结来信来访",
        [story.say(f"{by}，办结超期的来信来访{{petitions.overdue}}，并答复信访人。")],
    )


def findings(story):
    say, value = story.say, story.book.value
    if not value("findings.left"):
        return None
    by = term_of(story.subject, "findings")
    late = "，其中逾期{findings.overdue}。" if value("findings.overdue") else "。"
    return Problem(
        "督查问题整改不够到位",
        [
            say("督查发现问题{findings.all}，还有{findings.left}没有销号" + late),
            story.worst("较多的是{each}。", "findings.left", of="未销号"),
        ],
        "抓好督查问题整改",
        [say(f"{by}，整改销号{{findings.left}}问题。")],
    )


def faults(story):
    say, value = story.say, story.book.value
    if not value("faults.all"):
        return None
    entries = [
        ("多发错发", "faults.over", "faults.over.amount"),
        ("漏发少发", "faults.missed", "faults.missed.amount"),
    ]
    phrase = []
    for name, number, amount in entries:
        if value(number):
            phrase += plain("，" if phrase else "")
            phrase += say(f"{name}{{{number}}}、{{{amount}}}")
    by = term_of(story.subject, "faults")
    return Problem(
        "补贴发放还有差错",
        [
            say("比对发现、还没有办结的补贴问题{faults.all}，其中{each}。", each=phrase),
            story.worst("较多的是{each}。", "faults.all", of="未办结"),
        ],
        "做好补贴核查和补发追缴",
        [say(f"{by}，核实办结补贴问题{{faults.all}}，该补发的补发，该追缴的追缴。")],
    )


def uneven(story):
    """Name the last three townships, or villages, beside the mean."""
    for own in (Subject.TOWNSHIP, Subject.GRASSROOTS):
        _, last = ends(story, own)
        if last is None:
            continue
        key, by = f"results.{own}", term_of(story.subject, "uneven")
        mean = f"平均{'预计' if is_expected(story, own) else ''}得分"
        return Problem(
            "工作进展不够平衡",
            [story.say(f"{NAMES[own]}{mean}{{{key}.mean}}，靠后的是{{each}}。", each=last)],
            "带动后进单位",
            [story.say(f"{by}，对{{each}}逐项帮助补差，力争达到{mean}{{{key}.mean}}。", each=last)],
        )
    return None


RULES = (boards, needs, routine, petitions, findings, faults, uneven)
