import io
from datetime import date

import pytest
from django.urls import reverse
from factory import Iterator
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from staff.allocations import KNOWN
from staff.choices import EndReason, PostType
from staff.models import AllocationRule, Appointment, Post
from tests.factories import AppointmentFactory, MemberFactory, PostFactory, VillageFactory

LIST = reverse("staff:post_list")
APPOINT = reverse("staff:appointment_create")


@pytest.fixture
def vacant(village):
    return PostFactory(unit=village, established_on=date(2026, 10, 1))


class TestThePage:
    def test_shows_vacancies_with_their_days(self, client, sign_in, county, vacant):
        sign_in(county)

        page = client.get(LIST).text

        assert "会师镇 南什村" in page
        assert "2026年10月1日" in page
        assert "超 30 天" in page

    def test_shows_the_figures_of_each_township(self, client, sign_in, county, village, vacant):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        sign_in(county)

        page = client.get(LIST).text

        assert "专职委员在岗 0 / 1" in page
        assert "会师镇" in page
        assert "每村 1 名" in page

    def test_does_not_show_the_neighbours(self, client, sign_in, county, elsewhere):
        sign_in(county)
        PostFactory(unit=elsewhere)

        assert "远方村" not in client.get(LIST).text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"waiting": "long"}, True),
            ({"post_type": PostType.VILLAGE_MEMBER}, True),
            ({"post_type": PostType.COMMUNITY_MEMBER}, False),
            ({"post_type": PostType.TOWNSHIP_HEAD}, False),
            ({"post_type": "all"}, True),
            ({"waiting": "x", "unit": "x"}, True),
        ],
    )
    def test_filters(self, client, sign_in, county, vacant, query, found):
        sign_in(county)

        assert ("南什村" in client.htmx("get", LIST, query).text) is found

    def test_sorts(self, client, sign_in, county, township, vacant):
        sign_in(county)
        PostFactory(unit=VillageFactory(parent=township, name="北咀村"), established_on=date(2026, 9, 1))

        longest_first = client.htmx("get", LIST).text
        shortest_first = client.htmx("get", LIST, {"sort": "-since"}).text

        assert longest_first.index("北咀村") < longest_first.index("南什村")
        assert shortest_first.index("南什村") < shortest_first.index("北咀村")

    def test_shows_a_short_vacancy_only_without_the_filter(self, client, sign_in, county, village):
        sign_in(county)
        PostFactory(unit=village, established_on=date(2026, 11, 20))

        assert "待补" in client.get(LIST).text
        assert "南什村" not in client.htmx("get", LIST, {"waiting": "long"}).text

    def test_sends_only_the_results_to_htmx(self, client, sign_in, county, vacant):
        sign_in(county)

        fragment = client.htmx("get", LIST).text

        assert "南什村" in fragment
        assert "<h1" not in fragment

    def test_costs_the_same_for_many(self, sign_in, county, township, vacant, assert_flat_queries):
        sign_in(county)

        assert_flat_queries(
            LIST, lambda: [PostFactory(unit=u) for u in VillageFactory.create_batch(5, parent=township)]
        )

    def test_exports_what_it_shows(self, client, sign_in, county, village, vacant):
        user = sign_in(county)

        response = client.get(reverse("staff:vacancy_export"), {"waiting": "long"})

        book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        rows = book.get_sheet_by_index(0).to_python()
        assert rows[2][:5] == ["会师镇", "南什村", "村专职委员", "2026-10-01", 53]
        assert AuditEntry.objects.filter(actor=user, event=AuditEntry.Event.EXPORT).exists()


class TestTheTownshipsPage:
    def test_names_who_is_in_post(self, client, sign_in, county, township, village):
        sign_in(county)
        AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞")

        page = client.get(reverse("staff:township_posts", args=[township.pk])).text

        assert "赵红霞" in page
        assert "南什村" in page

    def test_costs_the_same_for_many(self, sign_in, county, township, vacant, assert_flat_queries):
        sign_in(county)
        url = reverse("staff:township_posts", args=[township.pk])

        assert_flat_queries(
            url,
            lambda: [
                AppointmentFactory(post=PostFactory(unit=unit))
                for unit in VillageFactory.create_batch(5, parent=township)
            ],
        )


class TestAppointing:
    @pytest.fixture
    def form(self, vacant, village):
        member = MemberFactory(unit=village, name="赵红霞")
        return {"post": vacant.pk, "member": member.pk, "since": "2026年11月1日", "contract_number": "HT-7"}

    def test_fills_the_post(self, client, sign_in, county, form):
        sign_in(county)

        response = client.post(APPOINT, form, follow=True)

        appointment = Appointment.objects.get()
        assert (appointment.since, appointment.contract_number) == (date(2026, 11, 1), "HT-7")
        assert "赵红霞已到岗：南什村专职委员" in response.text

    def test_chooses_the_post_that_a_link_names(self, client, sign_in, county, vacant):
        sign_in(county)

        assert f'value="{vacant.pk}" selected' in client.get(APPOINT, {"post": vacant.pk}).text

    def test_explains_a_day_that_cannot_be(self, client, sign_in, county, form):
        sign_in(county)

        page = client.post(APPOINT, form | {"since": "2026-09-30"}).text

        assert "2026-10-01 才设立" in page
        assert not Appointment.objects.exists()

    def test_offers_neither_held_posts_nor_people_in_post(self, client, sign_in, county, village):
        sign_in(county)
        AppointmentFactory(post=PostFactory(unit=village), member__name="李强")

        page = client.get(APPOINT).text

        assert "南什村 · 专职委员" not in page
        assert "李强" not in page

    def test_takes_no_post_of_another_county(self, client, sign_in, county, form, elsewhere):
        sign_in(county)

        client.post(APPOINT, form | {"post": PostFactory(unit=elsewhere).pk})

        assert not Appointment.objects.exists()

    @pytest.mark.parametrize("query", [{"post": "x"}, {"member": "99999999999999999999"}])
    def test_ignores_nonsense(self, client, sign_in, county, query):
        sign_in(county)

        assert client.get(APPOINT, query).status_code == 200


class TestLeaving:
    def test_ends_the_appointment(self, client, sign_in, county, village):
        sign_in(county)
        appointment = AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞")
        url = reverse("staff:appointment_end", args=[appointment.pk])

        response = client.post(url, {"until": "20261120", "reason": EndReason.RESIGNED}, follow=True)

        appointment.refresh_from_db()
        assert appointment.until == date(2026, 11, 20)
        assert "赵红霞已离岗" in response.text

    def test_explains_the_future(self, client, sign_in, county, village):
        sign_in(county)
        appointment = AppointmentFactory(post=PostFactory(unit=village))
        url = reverse("staff:appointment_end", args=[appointment.pk])

        assert "不能晚于今天" in client.post(url, {"until": "2027-01-01", "reason": EndReason.RESIGNED}).text

    def test_changes_the_contract(self, client, sign_in, county, village):
        sign_in(county)
        appointment = AppointmentFactory(post=PostFactory(unit=village))
        url = reverse("staff:appointment_edit", args=[appointment.pk])

        client.post(url, {"contract_number": "HT-8", "contract_until": "2029-12-31"})

        appointment.refresh_from_db()
        assert (appointment.contract_number, appointment.contract_until) == ("HT-8", date(2029, 12, 31))


class TestPosts:
    def test_one_more_is_established(self, client, sign_in, county, village):
        sign_in(county)

        client.post(
            reverse("staff:post_create"),
            {"unit": village.pk, "post_type": PostType.VILLAGE_MEMBER, "on": "2026-11-22"},
        )

        assert Post.objects.get().established_on == date(2026, 11, 22)

    def test_a_wrong_type_is_explained(self, client, sign_in, county, village):
        sign_in(county)

        page = client.post(
            reverse("staff:post_create"),
            {"unit": village.pk, "post_type": PostType.TOWNSHIP_HEAD, "on": "2026-11-22"},
        ).text

        assert "村不设理事长岗位" in page

    def test_a_vacant_one_is_abolished(self, client, sign_in, county, vacant):
        sign_in(county)

        client.post(reverse("staff:post_abolish", args=[vacant.pk]), {"on": "2026-11-22"})

        vacant.refresh_from_db()
        assert vacant.abolished_on == date(2026, 11, 22)

    def test_a_held_one_is_not(self, client, sign_in, county, village):
        sign_in(county)
        appointment = AppointmentFactory(post=PostFactory(unit=village), member__name="李强")

        page = client.post(
            reverse("staff:post_abolish", args=[appointment.post.pk]), {"on": "2026-11-22"}
        ).text

        assert "由李强担任" in page

    def test_those_that_the_rule_gives_are_established_at_once(self, client, sign_in, county, township):
        sign_in(county)
        url = reverse("staff:posts_establish", args=[county.pk])

        first = client.post(url, follow=True).text
        second = client.post(url, follow=True).text

        assert "已按配备规则设立 2 个岗位" in first
        assert "应设的岗位都已设立" in second

    def test_the_rule_itself_is_changed_from_a_day_on(self, client, sign_in, county):
        sign_in(county)
        form = {
            "since": "2026-12-01", "township_heads": 1, "township_members": 2, "community_members": 1,
            "village_members": 1, "second_above": "", "pooled_below": 0, "small_villages": "pooled",
            "community_least": 0, "remind_after": 30, "source": "县文件",
        }  # fmt: skip

        client.post(reverse("staff:allocation_create", args=[county.pk]), form)
        again = client.post(reverse("staff:allocation_create", args=[county.pk]), form).text

        assert AllocationRule.objects.get().township_members == 2
        assert "已有一条配备规则" in again


class TestKnownRules:
    def test_the_rule_of_another_place_is_filled_in_to_be_changed(self, client, sign_in, county):
        sign_in(county)
        url = reverse("staff:allocation_create", args=[county.pk])

        form = client.get(url, {"like": "jiashan"}).context["form"]

        assert (form["pooled_below"].value(), form["second_above"].value()) == (50, None)
        assert "规定没有写乡镇的名额" in client.get(url, {"like": "jiashan"}).text
        assert client.get(url, {"like": "nowhere"}).status_code == 200

    def test_every_known_rule_can_be_saved_as_it_is(self, client, sign_in, county):
        sign_in(county)
        url = reverse("staff:allocation_create", args=[county.pk])
        for day, key in enumerate(KNOWN, 1):
            form = client.get(url, {"like": key}).context["form"]
            data = {name: form[name].value() or 0 for name in form.fields if form[name].value() is not None}
            client.post(url, {**data, "since": f"2026-01-{day:02d}"})

        assert AllocationRule.objects.count() == len(KNOWN)

    def test_posts_beyond_the_rule_are_counted_as_such(self, client, sign_in, county, village):
        AllocationRule.objects.create(unit=county, since=date(2011, 1, 1), pooled_below=0)
        PostFactory.create_batch(2, unit=village, number=Iterator([1, 2]))
        sign_in(county)

        rows = client.get(reverse("staff:township_posts", args=[village.parent.pk])).context["rows"]

        assert [(row.members.missing, row.members.surplus) for row, _ in rows if row.unit == village] == [
            (0, 1)
        ]
