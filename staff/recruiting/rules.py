"""The conditions of a recruitment as plain data: who may apply, how the exam counts, how long a notice hangs.

`presets.toml` ships those of domain.md §4.1; a county's own are dated rows. A recruitment keeps those with
which it began.
"""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from orgs.models import Unit
from registry.applications.choices import Counting
from registry.choices import Education
from staff.choices import Kinship
from staff.recruiting.choices import Residence

FULL_MARKS = 100
EDUCATION_ORDER = tuple(Education.values)


@dataclass(frozen=True)
class Conditions:
    """Ages in full years on the last day of application; weights in percent; days of the public notice."""

    name: str
    source: str
    kinships: tuple
    relatives_second: bool = False
    least_age: int = 16
    most_age: int = 60
    most_age_women: int = 60
    education: str = Education.JUNIOR
    education_town: str = Education.JUNIOR
    residence: str = Residence.COUNTY
    former_may_continue: bool = True
    has_written: bool = True
    has_interview: bool = True
    written_weight: int = 60
    pass_mark: int = 60
    notice_days: int = 7
    notice_counting: str = Counting.CALENDAR

    def as_json(self):
        """Return what a JSON field can keep."""
        return asdict(self) | {"kinships": list(self.kinships)}

    @classmethod
    def from_json(cls, kept):
        """Return the conditions that `as_json` kept."""
        return cls(**{**kept, "kinships": tuple(kept["kinships"])})

    @property
    def has_exam(self):
        return self.has_written or self.has_interview

    @property
    def interview_weight(self):
        return FULL_MARKS - self.written_weight

    def education_at(self, unit):
        """Return the least education for a post at the unit: villages may ask less than towns."""
        return self.education if unit.level == Unit.Level.VILLAGE else self.education_town

    def most_age_of(self, sex):
        """Return the age up to and including which somebody may apply."""
        return self.most_age_women if sex == "female" else self.most_age

    @property
    def in_words(self):
        """Return the conditions as sentences, for the notice."""
        who = "、".join(Kinship(kind).label for kind in self.kinships)
        ages = f"{self.least_age} 至 {self.most_age} 周岁"
        if self.most_age_women != self.most_age:
            ages = f"男 {ages}，女 {self.least_age} 至 {self.most_age_women} 周岁"
        village, town = Education(self.education).label, Education(self.education_town).label
        education = f"{village}及以上文化程度"
        if village != town:
            education = f"村岗位{village}、乡镇和社区岗位{town}及以上文化程度"
        lines = [f"{who}的人员", ages, education]
        if self.residence != Residence.ANY:
            lines.append(f"{Residence(self.residence).label}常住户口")
        if self.former_may_continue:
            lines.append("曾任专职委员的可以继续聘用，不受文化程度和亲属关系限制")
        if self.relatives_second:
            lines.append("没有合适的残疾人时，才聘用残疾人亲友")
        return lines

    @property
    def exam_in_words(self):
        """Return how the exam counts as one sentence."""
        if not self.has_exam:
            return "不组织考试，择优推荐。"
        if self.has_written and self.has_interview:
            parts = f"笔试占 {self.written_weight}%，面试占 {self.interview_weight}%"
        else:
            parts = "只进行笔试" if self.has_written else "只进行面试"
        return f"{parts}；总成绩满 {self.pass_mark} 分为合格，按总成绩从高到低确定人选。"


def _read():
    rows = tomllib.loads(Path(__file__).with_name("presets.toml").read_text("utf-8"))
    return {code: Conditions(**{**row, "kinships": tuple(row["kinships"])}) for code, row in rows.items()}


PRESETS = _read()
DEFAULT = "gansu"
