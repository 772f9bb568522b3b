"""What the bulletin proposes to say, from the frozen results; the county may change every word."""

PRAISED, CRITICISED = 3, 3  # how many are named where the grades name nobody


def proposed(round_, places):
    """Return {field: text} of the bulletin for the [Place] by rank."""
    total = len(places)
    mean = sum(place.total for place in places) / total if total else 0
    grades = {}
    for place in places:
        grades.setdefault(place.grade or "未定等次", []).append(place)
    told = "、".join(f"{name} {len(found)} 个" for name, found in grades.items())
    first, last = places[:PRAISED], places[-CRITICISED:] if total > PRAISED + CRITICISED else []
    subject = round_.get_subject_display()
    return {
        "opening": (
            f"按照《{round_.scheme.name}》，县残联组织开展了 {round_.year} 年度{subject}考核，"
            "经单位自评、复核、联席会议议定和公示，现将结果通报如下。"
            f"参加考核的 {total} 个单位平均得分 {mean:.2f} 分，其中{told}。"
        ),
        "praise": f"{_names(first)}工作扎实、成绩突出，予以通报表扬。" if first else "",
        "criticism": f"{_names(last)}得分靠后，予以通报批评，请认真查找不足，限期整改。" if last else "",
        "closing": "各单位要以考核促工作，巩固成绩，补齐短板，努力提高残疾人组织建设和服务水平。",
    }


def _names(places):
    return "、".join(place.unit.name for place in places)
