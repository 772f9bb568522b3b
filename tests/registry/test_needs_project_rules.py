"""What a county sets for its kinds of project, from a day on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from registry.models import Project, ProjectRule
from registry.needs.selectors.rules import project_kinds_for
from registry.needs.services.refusal import NeedRefused
from registry.needs.services.rules import save_project_rule
from tests.factories import CountyFactory, PostingFactory
from tests.factories.needs import ProjectFactory

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
FACTS = {"name": "燃油补贴", "measure": "辆", "again_after": 2, "order": 95, "source": "会残联〔2026〕4 号"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def clerk(county, client):
    user = PostingFactory(unit=county).user
    client.force_login(user)
    return user


@pytest.fixture
def own(county, clerk):
    return save_project_rule(county, None, by=clerk, at=NOW, since=date(2026, 11, 1), **FACTS)


def filled(form):
    """Return what a browser sends of the form as it stands."""
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}


class TestTheKinds:
    def test_are_the_shipped_ones_without_a_row(self, county):
        assert project_kinds_for(county, TODAY)["cataract"].measure == "例"

    def test_have_those_of_the_county_from_their_day_on(self, county, own):
        assert project_kinds_for(county, TODAY)[own.kind].measure == "辆"
        assert own.kind not in project_kinds_for(county, date(2026, 10, 31))
        assert own.kind not in project_kinds_for(CountyFactory(), TODAY)

    def test_cost_one_query(self, county, own, django_assert_num_queries):
        with django_assert_num_queries(1):
            project_kinds_for(county, TODAY)


class TestSaving:
    def test_refuses_who_does_not_manage_services_in_the_county(self, county):
        stranger = PostingFactory(unit=CountyFactory()).user

        with pytest.raises(NeedRefused, match="由县残联设置"):
            save_project_rule(county, "aids", by=stranger, at=NOW, since=TODAY, **FACTS)

    def test_refuses_the_name_of_another(self, county, clerk):
        with pytest.raises(NeedRefused, match="已有名为“危房改造”的类别"):
            save_project_rule(county, None, by=clerk, at=NOW, since=TODAY, **(FACTS | {"name": "危房改造"}))


class TestAProject:
    def test_begins_with_what_its_kind_proposes(self, client, clerk, county, own):
        kinds = client.get(reverse("needs:project_create"))
        form = client.get(reverse("needs:project_create"), {"kind": own.kind})

        assert "燃油补贴" in kinds.text
        assert form.context["form"]["again_after"].value() == 2
        assert "按辆计数" in form.text

    def test_keeps_name_and_measure_when_the_kind_changes(self, client, clerk, county, own):
        project = ProjectFactory(unit=county, kind=own.kind, kind_name="燃油补贴", measure="辆", needs=[])
        save_project_rule(
            county,
            own.kind,
            by=clerk,
            at=NOW,
            since=TODAY,
            **(FACTS | {"name": "机动车补贴", "measure": "人"}),
        )

        page = client.get(reverse("needs:project_detail", args=[project.pk])).text

        assert "燃油补贴" in page
        assert "辆" in page

    def test_is_saved_under_a_kind_of_the_countys_own(self, client, clerk, county, own):
        address = reverse("needs:project_create") + f"?kind={own.kind}"
        values = filled(client.get(address).context["form"])

        client.post(address, values | {"target": "5"})

        project = Project.objects.get()
        assert (project.kind, project.kind_name, project.measure) == (own.kind, "燃油补贴", "辆")


class TestWithSeveralCounties:
    @pytest.fixture
    def other(self, own, clerk):
        """A second county that the clerk answers for, with a kind of project of its own."""
        second = CountyFactory(name="靖远县")
        PostingFactory(user=clerk, unit=second)
        fresh = User.objects.get(pk=clerk.pk)
        return save_project_rule(
            second, None, by=fresh, at=NOW, since=TODAY, **(FACTS | {"name": "枸杞种植"})
        )

    def test_begin_with_the_kinds_of_the_first_and_lead_to_the_others(self, client, other):
        page = client.get(reverse("needs:project_create")).text

        assert "燃油补贴" in page
        assert "枸杞种植" not in page
        assert f'href="?county={other.unit_id}"' in page

    def test_offer_the_kinds_of_the_county_chosen(self, client, other):
        page = client.get(reverse("needs:project_create"), {"county": other.unit_id}).text

        assert "燃油补贴" not in page
        assert f"?county={other.unit_id}&amp;kind={other.kind}" in page

    def test_save_the_project_in_the_county_chosen(self, client, other):
        address = reverse("needs:project_create") + f"?county={other.unit_id}&kind={other.kind}"
        values = filled(client.get(address).context["form"])

        client.post(address, values | {"target": "5"})

        project = Project.objects.get()
        assert (project.unit, project.kind_name) == (other.unit, "枸杞种植")


class TestThePages:
    def test_list_whom_each_kind_is_for(self, client, clerk, county, own):
        page = client.get(reverse("needs:project_rule_list")).text

        assert "燃油补贴" in page
        assert "康复（白内障手术）" in page

    def test_set_a_kind_and_show_it(self, client, clerk, county):
        address = reverse("needs:project_rule_edit", args=[county.pk, "aids"])
        values = filled(client.get(address).context["form"])

        response = client.post(
            address, values | {"again_after": "5", "grades": ["1", "2"], "source": "县残联决定"}, follow=True
        )

        row = ProjectRule.objects.get()
        assert (row.again_after, row.grades, row.needs) == (5, ["1", "2"], ["aids:"])
        assert "县残联决定，2026年11月22日起" in response.text

    def test_stop_a_kind(self, client, clerk, county):
        save_project_rule(
            county, "other", by=clerk, at=NOW, since=TODAY, **(FACTS | {"name": "其他项目"}), is_offered=False
        )

        assert "其他项目" not in client.get(reverse("needs:project_create")).text
        assert "已停用" in client.get(reverse("needs:project_rule_list")).text

    def test_explain_what_is_wrong(self, client, clerk, county):
        facts = FACTS | {"again_after": "0", "age_from": "60", "age_to": "16", "since": "2026-11-22"}

        form = client.post(reverse("needs:project_rule_create", args=[county.pk]), facts).context["form"]

        assert set(form.errors) == {"again_after", "age_to"}

    def test_do_not_reach_another_county(self, client, clerk):
        other = CountyFactory().pk

        assert client.get(reverse("needs:project_rule_edit", args=[other, "aids"])).status_code == 404
        assert client.get(reverse("needs:project_rule_create", args=[other])).status_code == 404
