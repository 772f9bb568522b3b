"""What the bulletin proposes to say, from the frozen results; the county may change every word."""

PRAISED, CRITICISED = 3, 3  # how many are named where the grades name nobody
NO_GRADE = "未定等次"


def proposed(round_, places, grades):
    """Return {field: text} of the bulletin.

    :param places: the [Place] by rank.
    :param grades: the names of the grades from the highest to the lowest.
    """
    total = len(places)
    mean = sum(place.total for place in places) / total if total else 0
    best, worst = _named(places, grades)
    return {
        "opening": (
            f"按照《{round_.scheme.name}》，县残联组织开展了"
            f" {round_.year} 年度{round_.get_subject_display()}考核，"
            "经单位自评、复核、联席会议议定和公示，现将结果通报如下。"
            f"参加考核的 {total} 个单位平均得分 {mean:.2f} 分，其中{_counted(places, grades)}。"
        ),
        "praise": f"{_names(best)}工作扎实、成绩突出，予以通报表扬。" if best else "",
        "criticism": f"{_names(worst)}得分靠后，予以通报批评，请认真查找不足，限期整改。" if worst else "",
        "closing": "各单位要以考核促工作，巩固成绩，补齐短板，努力提高残疾人组织建设和服务水平。",
    }


def _named(places, grades):
    """Return (best, worst): those of the highest and of the lowest grade, or the first and the last ranks."""
    if len(grades) > 1:
        best = [place for place in places if place.grade == grades[0]]
        return best, [place for place in places if place.grade == grades[-1]]
    many = len(places) > PRAISED + CRITICISED
    return places[:PRAISED], places[-CRITICISED:] if many else []


def _counted(places, grades):
    names = [*grades, *sorted({place.grade for place in places} - set(grades))]
    counts = [(name or NO_GRADE, sum(place.grade == name for place in places)) for name in names]
    return "、".join(f"{name} {number} 个" for name, number in counts if number)


def _names(places):
    return "、".join(place.unit.name for place in places)
