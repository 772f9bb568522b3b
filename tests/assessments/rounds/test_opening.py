from datetime import date, datetime

import pytest

from assessments.rounds.choices import Phase
from assessments.rounds.services.opening import Days, add_missing_sheets, adopt_version, open_round
from assessments.rounds.services.refusal import RoundRefused
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SHANGHAI
from tests.factories.orgs import TownshipFactory, VillageFactory
from tests.factories.rounds import RoundFactory
from tests.factories.schemes import SchemeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 9, 0, tzinfo=SHANGHAI)
DAYS = Days(date(2026, 11, 20), date(2026, 12, 5), date(2026, 12, 20))


def open_(scheme, days=DAYS):
    return open_round(scheme, days, by=UserFactory(), at=AT)


def test_every_unit_of_the_subject_gets_a_sheet():
    scheme = SchemeFactory(published=True)
    mine = TownshipFactory(parent=scheme.county)
    VillageFactory(parent=mine)
    TownshipFactory()

    made = open_(scheme)

    assert made.phase == Phase.OPEN
    assert [sheet.unit for sheet in made.sheets.all()] == [mine]


def test_a_draft_a_scheme_for_people_and_a_second_start_are_refused():
    with pytest.raises(RoundRefused, match="尚未发布"):
        open_(SchemeFactory())
    with pytest.raises(RoundRefused, match="专职委员考核"):
        open_(SchemeFactory(published=True, subject="village_member"))
    scheme = SchemeFactory(published=True)
    open_(scheme)
    with pytest.raises(RoundRefused, match="已经启动"):
        open_(scheme)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Days(date(2026, 12, 5), date(2026, 11, 20), date(2026, 12, 20)), "依次不早于"),
        (Days(date(2026, 11, 20), date(2026, 12, 5), date(2026, 12, 20), date(2026, 12, 1)), "联席会议日期"),
        (
            Days(*(date(2026, 12, day) for day in (1, 5, 20)), date(2026, 12, 25), date(2026, 12, 24)),
            "申诉截止",
        ),
    ],
)
def test_days_out_of_order_are_refused(days, words):
    with pytest.raises(RoundRefused, match=words):
        open_(SchemeFactory(published=True), days)


def test_a_unit_set_up_later_gets_its_sheet_when_asked():
    made = open_(SchemeFactory(published=True))
    late = TownshipFactory(parent=made.county)

    assert add_missing_sheets(made, by=UserFactory(), at=AT) == 1
    assert add_missing_sheets(made, by=UserFactory(), at=AT) == 0
    assert made.sheets.get().unit == late


def test_a_running_year_goes_on_by_the_new_version():
    round_ = RoundFactory()
    old = round_.scheme
    old.state = "superseded"
    old.save()
    new = SchemeFactory(published=True, county=old.county, version=2)

    assert adopt_version(new, by=UserFactory(), at=AT).scheme == new


def test_a_final_year_keeps_its_version():
    round_ = RoundFactory(phase=Phase.FINAL, final_at=AT, final_by=UserFactory())

    with pytest.raises(RoundRefused, match="已定稿"):
        adopt_version(round_.scheme, by=UserFactory(), at=AT)
