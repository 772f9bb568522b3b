"""The pool of talents: who enters and leaves it, and how many it should hold."""

from datetime import date

import pytest
from django.urls import reverse

from orgs.scoping import EVERYWHERE
from staff.models import Talent, TalentRule
from staff.services.refusal import StaffRefused
from staff.talents.selectors import pools_in
from staff.talents.services import set_talent_rule
from tests.factories import PersonFactory
from tests.factories.orgs import CityFactory, CountyFactory
from tests.factories.staff import TalentFactory
from tests.staff.conftest import NOON

TODAY = date(2026, 11, 22)
LIST = reverse("talents:talent_list")


class TestTalents:
    FORM = {"field": "craft", "specialty": "剪纸", "recommended_by": "会师镇残联", "entered_on": "2026-11-01"}

    def test_somebody_of_the_register_enters_once_and_leaves(self, client, sign_in, county, village):
        PersonFactory(unit=village, name="王芳")
        sign_in(county)
        create = reverse("talents:talent_create")

        client.post(create, self.FORM | {"relative_text": "王芳"})
        again = client.post(create, self.FORM | {"relative_text": "王芳"}).text
        client.post(reverse("talents:talent_leave", args=[Talent.objects.get().pk]), {"reason": "迁出"})

        assert "王芳已在人才库中" in again
        assert Talent.objects.get().leave_reason == "迁出"

    def test_the_pool_is_searched_exported_and_printed(self, client, sign_in, county, village):
        TalentFactory(person__unit=village, person__name="王芳", specialty="剪纸")
        sign_in(county)

        assert "王芳" in client.get(reverse("talents:talent_list"), {"q": "剪纸"}).text
        assert "没有符合条件的人" in client.get(reverse("talents:talent_list"), {"q": "刺绣"}).text
        assert client.get(reverse("talents:talent_export")).content.startswith(b"PK")
        assert client.get(reverse("talents:talent_print")).content.startswith(b"%PDF")

    def test_neither_person_nor_member_is_nobody(self, client, sign_in, county):
        sign_in(county)

        page = client.post(reverse("talents:talent_create"), self.FORM).text

        assert "只填一项" in page


class TestHowManyThePoolShouldHold:
    def test_is_thirty_in_a_county_and_eighty_in_a_city(self):
        CountyFactory(name="会宁县", parent=CityFactory(name="白银市"))

        assert [(pool.unit.name, pool.least) for pool in pools_in(EVERYWHERE, TODAY)] == [
            ("白银市", 80),
            ("会宁县", 30),
        ]

    def test_is_what_has_been_set_from_a_day_on(self, county, clerk):
        set_talent_rule(
            county, by=clerk, at=NOON, since=date(2026, 11, 1), least=40, source="会残联发〔2026〕8 号"
        )
        set_talent_rule(county, by=clerk, at=NOON, since=date(2027, 1, 1), least=50)

        assert [pool.least for pool in pools_in(EVERYWHERE, TODAY)] == [40]
        assert [pool.least for pool in pools_in(EVERYWHERE, date(2027, 1, 1))] == [50]

    def test_counts_a_citys_people_with_those_of_its_counties(self):
        city = CityFactory()
        TalentFactory(person__unit__parent__parent__parent=city)
        TalentFactory(person__unit__parent__parent__parent=city, left_on=TODAY, leave_reason="迁出")

        assert [(pool.number, pool.missing) for pool in pools_in(EVERYWHERE, TODAY)] == [
            (1, 79),
            (1, 29),
            (0, 30),
        ]

    def test_is_not_set_before_a_later_one(self, county, clerk):
        set_talent_rule(county, by=clerk, at=NOON, since=date(2027, 1, 1), least=50)

        with pytest.raises(StaffRefused, match="已另有要求"):
            set_talent_rule(county, by=clerk, at=NOON, since=date(2026, 11, 1), least=40)

    def test_is_not_set_for_another_county(self, clerk, elsewhere):
        with pytest.raises(StaffRefused, match="不在您的管辖范围内"):
            set_talent_rule(elsewhere.parent.parent, by=clerk, at=NOON, since=TODAY, least=40)

    def test_is_shown_and_set_on_the_page(self, client, sign_in, county):
        sign_in(county)
        assert "会宁县人才库在库 0 人，要求不少于 30 人，还差 30 人" in client.get(LIST).text

        form = {"since": "2026-11-01", "least": "1", "source": "会残联发〔2026〕8 号"}
        client.post(reverse("talents:rule_edit", args=[county.pk]), form)

        TalentFactory(person__unit__parent__parent=county)
        page = client.get(LIST).text
        assert "会宁县：不少于 1 人，在库 1 人（2026年11月1日 起，会残联发〔2026〕8 号）" in page
        assert "还差" not in page

    def test_of_nobody_is_explained(self, client, sign_in, county):
        sign_in(county)

        page = client.post(
            reverse("talents:rule_edit", args=[county.pk]), {"since": "2026-11-01", "least": "0"}
        )

        assert "有内容需要改正" in page.text
        assert not TalentRule.objects.exists()
