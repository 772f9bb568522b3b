"""Papers of a run, and the page that explains one line."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import TownshipFactory


def paper(run, what, ending):
    return reverse("staff:run_paper", args=[run.pk, what, ending])


def sheet_of(response):
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


class TestPapers:
    @pytest.mark.parametrize("what", ["roll", "notice", "summary"])
    def test_are_made_as_pdf_and_workbook(self, client, sign_in, county, run, what, held):
        sign_in(county)

        assert client.get(paper(run, what, "pdf")).content.startswith(b"%PDF-")
        rows = str(sheet_of(client.get(paper(run, what, "xlsx"))))
        assert "600.0" in rows
        assert held.member.bank_account not in rows
        assert held.member.id_number not in rows

    def test_are_cut_to_a_township(self, client, sign_in, county, run):
        there = TownshipFactory(parent=county)
        sign_in(county)

        rows = str(sheet_of(client.get(paper(run, "roll", "xlsx"), {"township": there.code})))

        assert "赵红霞" not in rows

    @pytest.mark.parametrize("ending", ["pdf", "xlsx"])
    def test_of_one_member_tell_every_month(self, client, sign_in, county, first_half, held, ending):
        sign_in(county)

        response = client.get(reverse("staff:member_statement", args=[held.member.pk, ending]))

        assert response.status_code == 200
        if ending == "xlsx":
            assert [row[0] for row in sheet_of(response)[2:]] == [f"2026-0{n}" for n in range(6, 0, -1)]

    def test_of_no_known_sort_do_not_exist(self, client, sign_in, county, run):
        sign_in(county)

        assert client.get(paper(run, "other", "pdf")).status_code == 404


class TestALine:
    def test_is_explained_month_by_month(self, client, sign_in, county, run):
        sign_in(county)

        page = client.get(run.lines.get().get_absolute_url()).text

        assert "1 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。" in page
        assert "当月 15 日在岗的计发整月" in page
        assert "与内容相符" in page

    def test_that_was_tampered_with_says_so(self, client, sign_in, county, run):
        run.lines.update(bank_name="别的银行")
        sign_in(county)

        assert "与内容不符，请查明" in client.get(run.lines.get().get_absolute_url()).text

    def test_of_another_county_does_not_exist(self, client, sign_in, run, elsewhere):
        sign_in(elsewhere.parent.parent)

        assert client.get(run.lines.get().get_absolute_url()).status_code == 404
