from datetime import datetime
from decimal import Decimal

import pytest

from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Mark
from assessments.rounds.services.marking import Said, record_mark
from assessments.rounds.services.refusal import MarkRefused, SomebodyWasFaster
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def sheet():
    return SheetFactory()


@pytest.fixture
def item(sheet):
    return ItemFactory(section__scheme=sheet.round.scheme)


def say(sheet, item, *args, by=None, stage=Stage.SELF, **kwargs):
    return record_mark(sheet, item, stage, Said(*args, **kwargs), by=by or UserFactory(), at=AT)


def test_a_mark_keeps_answers_points_and_how_they_came_about(sheet, item):
    mark = say(sheet, item, {"missed": "2"})

    assert (mark.answers, mark.points) == ({"missed": 2}, Decimal("3.00"))
    assert "缺 2 人次，扣 2 分" in mark.words


def test_an_answer_that_is_none_says_what_is_wrong_at_which_question(sheet, item):
    with pytest.raises(MarkRefused, match="请填 0 或正整数") as refused:
        say(sheet, item, {"missed": "-1"})

    assert refused.value.slot == "missed"
    assert not Mark.objects.exists()


def test_points_set_directly_lie_within_the_item_and_have_a_reason(sheet, item):
    with pytest.raises(MarkRefused, match="得分须在 0 到 5"):
        say(sheet, item, points=Decimal(6), reason="议定")
    with pytest.raises(MarkRefused, match="须写明理由"):
        say(sheet, item, points=Decimal(4))

    assert say(sheet, item, points=Decimal(4), reason="议定").answers is None


def test_overruling_a_fact_without_a_reason_is_refused(sheet):
    item = ItemFactory(
        section__scheme=sheet.round.scheme,
        rule="components",
        points=2,
        params={"parts": [{"key": "member", "name": "有专职委员在岗", "points": "2"}]},
        bindings={"member": "member_in_post"},
    )

    with pytest.raises(MarkRefused, match="填报与系统判定不同，须写明理由"):
        say(sheet, item, {"member": True})


def test_two_at_once_the_second_is_told_who_was_first(sheet, item):
    first = UserFactory(full_name="王经办")
    say(sheet, item, {"missed": 1}, by=first)

    with pytest.raises(SomebodyWasFaster, match="王经办已在 11-12 10:00 填写了这一项") as refused:
        say(sheet, item, {"missed": 2})

    assert refused.value.standing.answers == {"missed": 1}


def test_whoever_saw_the_mark_may_change_it(sheet, item):
    mark = say(sheet, item, {"missed": 1})

    changed = say(sheet, item, {"missed": 2}, revision=mark.revision)

    assert (changed.pk, changed.points, changed.revision) == (mark.pk, Decimal("3.00"), 1)


def test_a_final_year_takes_no_marks():
    sheet = SheetFactory(round=RoundFactory(phase=Phase.FINAL, final_at=AT, final_by=UserFactory()))
    item = ItemFactory(section__scheme=sheet.round.scheme)

    with pytest.raises(MarkRefused, match="已定稿"):
        say(sheet, item, {"missed": 0})


def test_a_unit_that_is_not_assessed_takes_no_marks(item, sheet):
    sheet.exempt_reason = "年中撤并"
    sheet.save()

    with pytest.raises(MarkRefused, match="不参加考核"):
        say(sheet, item, {"missed": 0})


def test_marks_of_other_stages_stay_as_they_were(sheet, item):
    own = MarkFactory(sheet=sheet, item=item, stage=Stage.SELF)

    say(sheet, item, {"missed": 3}, stage=Stage.COUNTY)

    own.refresh_from_db()
    assert own.points == 4
