import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from staff.models import Attendance, Training
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    PostFactory,
    TrainingFactory,
    UserFactory,
    VillageFactory,
)

LIST = reverse("staff:training_list")


@pytest.fixture
def training(county):
    return TrainingFactory(unit=county, title="政策培训")


@pytest.fixture
def member(village):
    return AppointmentFactory(post=PostFactory(unit=village), member__name="赵红霞").member


def address(name, thing):
    return reverse(f"staff:{name}", args=[thing.pk])


def sheet_of(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


class TestTheList:
    def test_shows_the_trainings_of_the_year(self, client, sign_in, county, training):
        TrainingFactory(unit=county, title="去年的培训", held_on=date(2025, 4, 1))
        sign_in(county)

        page = client.get(LIST).text

        assert "政策培训" in page
        assert "去年的培训" not in page

    def test_shows_those_of_the_county_to_its_townships(self, client, sign_in, township, training):
        sign_in(township, as_township_clerk=True)

        assert "政策培训" in client.get(LIST).text

    def test_shows_everything_to_a_superuser(self, client, training, member):
        AttendanceFactory(training=training, member=member)
        client.force_login(UserFactory(is_superuser=True))

        assert "政策培训" in client.get(LIST).text

    def test_does_not_show_those_of_another_county(self, client, sign_in, county):
        TrainingFactory(title="别县的培训")
        sign_in(county)

        assert "别县的培训" not in client.get(LIST).text

    def test_tells_who_was_trained_often_enough(self, client, sign_in, county, training, member):
        AttendanceFactory(training=training, member=member)
        sign_in(county)

        page = client.get(LIST).text

        assert "会师镇" in page
        assert "1 人" in page

    def test_filters_by_title(self, client, sign_in, county, training):
        sign_in(county)

        assert "政策培训" in client.get(LIST, {"q": "政策"}).text
        assert "政策培训" not in client.get(LIST, {"q": "手语"}).text

    def test_sorts(self, client, sign_in, county, training):
        TrainingFactory(unit=county, title="手语", held_on=date(2026, 5, 1))
        sign_in(county)

        newest_first = client.htmx("get", LIST).text
        oldest_first = client.htmx("get", LIST, {"sort": "date"}).text

        assert newest_first.index("手语") < newest_first.index("政策培训")
        assert oldest_first.index("政策培训") < oldest_first.index("手语")

    def test_sends_only_the_results_to_htmx(self, client, sign_in, county, training):
        sign_in(county)

        fragment = client.htmx("get", LIST).text

        assert "政策培训" in fragment
        assert "<h1" not in fragment

    def test_costs_the_same_for_many(self, sign_in, county, training, township, assert_flat_queries):
        sign_in(county)

        def add_rows():
            for number in range(5):
                other = TrainingFactory(unit=county, title=f"培训{number}")
                post = PostFactory(unit=VillageFactory(parent=township))
                AttendanceFactory(training=other, member=AppointmentFactory(post=post).member)

        add_rows()
        assert_flat_queries(LIST, lambda: TrainingFactory(unit=county, title="又一次"))

    def test_exports_what_it_shows(self, client, sign_in, county, training, member):
        AttendanceFactory(training=training, member=member)
        sign_in(county)

        rows = sheet_of(client.get(reverse("staff:training_export"), {"q": "政策"}))

        assert rows[2][:5] == ["2026-04-15", "政策培训", "县级", "会宁县", 16]
        assert rows[2][7:] == [1, 1]


class TestTheTrainingsPage:
    def test_shows_who_took_part_and_who_did_not(self, client, sign_in, county, township, training, member):
        AttendanceFactory(training=training, member=member, certificate_number="PX-1")
        absent = PostFactory(unit=VillageFactory(parent=township))
        AppointmentFactory(post=absent, member__name="李强")
        sign_in(county)

        page = client.get(training.get_absolute_url()).text

        assert "PX-1" in page
        assert "没有登记参训的 1 人" in page
        assert "李强" in page

    def test_shows_a_township_only_its_own_people(self, client, sign_in, county, township, training, member):
        AttendanceFactory(training=training, member=member)
        AttendanceFactory(training=training, member__name="远方人")
        sign_in(township, as_township_clerk=True)

        page = client.get(training.get_absolute_url()).text

        assert "赵红霞" in page
        assert "远方人" not in page

    def test_exports_the_list(self, client, sign_in, county, training, member):
        AttendanceFactory(training=training, member=member, certificate_number="PX-1")
        sign_in(county)

        rows = sheet_of(client.get(address("attendance_export", training)))

        assert rows[2] == ["会师镇", "南什村", "赵红霞", "合格", "PX-1", ""]


class TestWriting:
    FORM = {"title": "手语基础", "held_on": "2026-11-01", "hours": 8, "level": "county", "pass_mark": 60}

    def test_a_training_is_written_down(self, client, sign_in, county):
        sign_in(county)

        client.post(reverse("staff:training_create"), self.FORM | {"unit": county.pk})

        assert Training.objects.get().title == "手语基础"

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"held_on": "2028-12-01"}, "举办日期最多提前 366 天安排"),
            ({"hours": "0"}, "学时至少为 1"),
            ({"title": "政策培训", "held_on": "2026-04-15"}, "当天已登记同一内容的培训"),
        ],
    )
    def test_a_wrong_one_is_explained(self, client, sign_in, county, training, change, words):
        sign_in(county)

        page = client.post(reverse("staff:training_create"), self.FORM | {"unit": county.pk} | change).text

        assert words in page

    def test_a_training_is_changed(self, client, sign_in, county, training):
        sign_in(county)

        client.post(address("training_edit", training), self.FORM | {"unit": county.pk})

        training.refresh_from_db()
        assert training.title == "手语基础"

    def test_those_who_took_part_are_written_down(self, client, sign_in, county, training, member):
        sign_in(county)

        client.post(address("attendance_create", training), {"members": [member.pk], "passed": "on"})

        attendance = Attendance.objects.get()
        assert (attendance.member, attendance.passed) == (member, True)

    def test_people_are_offered_by_township(self, client, sign_in, county, township, training, member):
        sign_in(county)

        page = client.get(address("attendance_create", training)).text

        assert f"<summary>{township.name}（1）</summary>" in page
        assert "赵红霞" in page

    def test_choosing_nobody_is_explained(self, client, sign_in, county, training, member):
        sign_in(county)

        page = client.post(address("attendance_create", training), {"passed": "on"}).text

        assert "请至少选择一人" in page

    def test_somebody_of_another_county_is_not_on_offer(self, client, sign_in, county, training, elsewhere):
        there = AppointmentFactory(post=PostFactory(unit=elsewhere)).member
        sign_in(county)

        client.post(address("attendance_create", training), {"members": [there.pk]})

        assert not Attendance.objects.exists()

    def test_the_result_is_written_down(self, client, sign_in, county, training, member):
        attendance = AttendanceFactory(training=training, member=member)
        sign_in(county)

        client.post(address("attendance_edit", attendance), {"passed": "on", "certificate_number": "PX-2"})

        attendance.refresh_from_db()
        assert attendance.certificate_number == "PX-2"

    def test_a_certificate_needs_a_pass(self, client, sign_in, county, training, member):
        attendance = AttendanceFactory(training=training, member=member)
        sign_in(county)

        page = client.post(address("attendance_edit", attendance), {"certificate_number": "PX-2"}).text

        assert "考核不合格的不发结业证" in page

    def test_a_certificate_is_given_once(self, client, sign_in, county, training, member):
        AttendanceFactory(training=training, certificate_number="PX-2")
        attendance = AttendanceFactory(training=training, member=member)
        sign_in(county)

        page = client.post(
            address("attendance_edit", attendance), {"passed": "on", "certificate_number": "PX-2"}
        ).text

        assert "该结业证号已发给其他人" in page

    def test_a_mistake_is_taken_back(self, client, sign_in, county, training, member):
        attendance = AttendanceFactory(training=training, member=member)
        sign_in(county)

        client.post(address("attendance_remove", attendance))

        assert not Attendance.objects.exists()

    def test_but_not_once_a_certificate_is_given(self, client, sign_in, county, training, member):
        attendance = AttendanceFactory(training=training, member=member, certificate_number="PX-2")
        sign_in(county)

        page = client.post(address("attendance_remove", attendance), follow=True).text

        assert "已发结业证的参训记录不能撤销" in page
        assert Attendance.objects.exists()
