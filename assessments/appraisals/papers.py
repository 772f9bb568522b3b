"""The papers of an appraisal: forms, ballots, slips, rolls, the notice and the bulletin."""

from collections import defaultdict

from assessments.appraisals.choices import Grade, NoticeKind, Side, Standing
from assessments.appraisals.models import Appraisal, AppraisalReport, AppraisalTally
from assessments.appraisals.selectors.diary import DiaryYear, diaries_of
from assessments.appraisals.selectors.results import is_shown, outcomes_of
from core.documents import render_pdf
from core.qr import qr_svg
from orgs.proofs.papers import pdf_with_code

QR_NAME = "vote.svg"


def forms_pdf(year, people):
    """Return the registration forms (年度考核登记表), one sheet each. Six queries, however many people."""
    outcomes = outcomes_of(people)
    reports, tallies = _by_person(AppraisalReport, people), _tallies(people)
    diaries = diaries_of({one.unit for one in people}, year.year)
    sheets = [
        {
            "one": one, "outcome": outcomes[one.pk], "parts": one.parts,
            "sides": _sides(one, reports[one.pk], tallies[one.pk]),
            "diary": diaries.get(one.unit.pk, DiaryYear()), "grade": _label(one.decided or one.proposed),
            "proposed": _label(one.proposed), "decided": _label(one.decided),
        }
        for one in people
    ]  # fmt: skip
    issuer = year.county.federation_name
    context = {"sheets": sheets, "year": year, "issuer": issuer}
    title = f"残疾人专职委员{year.year}年度考核登记表"
    return render_pdf("assessments/appraisals/print/forms.html", context, title=title, author=issuer)


def roll_pdf(year, lines):
    """Return the roll of results (花名册)."""
    issuer = year.county.federation_name
    context = {"rows": lines, "year": year, "graded": _counted(line.appraisal for line in lines)}
    title = f"{year.year}年度残疾人专职委员考核花名册"
    return render_pdf("assessments/appraisals/print/roll.html", context, title=title, author=issuer)


def ballots_pdf(year, lines):
    """Return how everybody was voted on (测评结果汇总表)."""
    tallies = _tallies([line.appraisal for line in lines])
    rows = [(line, [(side.label, tallies[line.appraisal.pk].get(side)) for side in Side]) for line in lines]
    issuer = year.county.federation_name
    context = {"rows": rows, "year": year, "least": year.terms.least_votes}
    title = f"{year.year}年度民主测评结果汇总表"
    return render_pdf("assessments/appraisals/print/ballots.html", context, title=title, author=issuer)


def ballot_papers_pdf(meeting, tallies):
    """Return the voting papers (民主测评票) of a meeting, as many as people are present."""
    people = [tally.appraisal for tally in tallies]
    issuer = meeting.year.county.federation_name
    audience = people[0].audience(meeting.side) if people else ""
    context = {
        "meeting": meeting, "people": people, "grades": [grade.label for grade in Grade], "issuer": issuer,
        "audience": audience, "papers": range(meeting.present),
    }  # fmt: skip
    return render_pdf("assessments/appraisals/print/papers.html", context, title="民主测评票", author=issuer)


def slips_pdf(meeting, codes, address):
    """Return the slips of a phone ballot, to be cut apart: address, QR code and a code each."""
    issuer = meeting.year.county.federation_name
    context = {
        "meeting": meeting, "codes": codes, "address": address, "picture": f"media:{QR_NAME}",
        "issuer": issuer,
    }  # fmt: skip
    return render_pdf(
        "assessments/appraisals/print/slips.html",
        context,
        title="手机测评码",
        author=issuer,
        media={QR_NAME: qr_svg(address)},
    )


def people_named(notice):
    """Return the appraisals that a notice names, in the order of the paper."""
    if notice.kind == NoticeKind.HONOURS:
        return [one.appraisal for one in nominees_of(notice.year.selection)]
    return list(Appraisal.objects.filter(year=notice.year).included().for_list().in_tree_order())


def notice_pdf(notice, *, proof=None):
    """Return the public notice of results, or of those to be honoured: names, units and grades only."""
    year, people = notice.year, people_named(notice)
    issuer = year.county.federation_name
    context = {
        "notice": notice, "rows": [(one, _label(one.decided)) for one in people], "year": year,
        "issuer": issuer,
        "is_honours": notice.kind == NoticeKind.HONOURS,
    }  # fmt: skip
    what = "优秀残疾人专职委员" if context["is_honours"] else "残疾人专职委员考核结果"
    title = [year.county.name, f"{year.year}年度", f"{what}公示"]
    template = "assessments/appraisals/print/notice.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def bulletin_pdf(year, rows, *, proof=None):
    """Return the bulletin (考核结果通报) of a queryset of appraisals, grouped by grade."""
    people = list(rows.for_list().in_tree_order())
    groups = [
        (grade.label, [one for one in people if not one.is_excluded and one.decided == grade])
        for grade in Grade
    ]
    issuer = year.county.federation_name
    context = {
        "year": year, "issuer": issuer, "groups": groups, "is_final": year.is_final,
        "total": sum(len(group) for _, group in groups),
        "excluded": [one for one in people if one.is_excluded],
    }  # fmt: skip
    title = ["关于", f"{year.year}年度残疾人专职委员", "考核结果的通报"]
    template = "assessments/appraisals/print/bulletin.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def honours_pdf(selection, *, proof=None):
    """Return the list of those who are put up or honoured, with the facts of each criterion."""
    year = selection.year
    issuer = year.county.federation_name
    rows = nominees_of(selection)
    titles = [title for title, _, _ in rows[0].facts] if rows else []
    context = {"rows": rows, "titles": titles, "selection": selection, "year": year, "issuer": issuer}
    title = f"{year.year}年度{selection.title}名单"
    template = "assessments/appraisals/print/honours.html"
    return pdf_with_code(template, context, proof, title=title, author=issuer)


def nominees_of(selection):
    """Return those on the list of the selection, in its order."""
    rows = selection.nominees.exclude(standing=Standing.DROPPED).select_related(
        "appraisal__year", "appraisal__appointment__member", "appraisal__appointment__post__unit__parent"
    )
    return list(rows.order_by("appraisal__appointment__post__unit__path", "pk"))


def _tallies(people):
    """Return {appraisal pk: {side: tally}} of ballots whose result may be seen."""
    found = defaultdict(dict)
    terms = {one.pk: one.year.terms for one in people}
    rows = AppraisalTally.objects.filter(appraisal__in=terms).select_related("meeting")
    for row in rows:
        if is_shown(row, terms[row.appraisal_id]):
            found[row.appraisal_id][row.side] = row
    return found


def _sides(one, reports, tallies):
    return [
        (one.audience(side), one.parts.weight(side), reports.get(side), tallies.get(side)) for side in Side
    ]


def _by_person(model, people):
    found = defaultdict(dict)
    for row in model.objects.filter(appraisal__in=[one.pk for one in people]):
        found[row.appraisal_id][row.side] = row
    return found


def _counted(people):
    """Return [(grade, how many)] of those decided or proposed."""
    grades = [one.grade for one in people if not one.is_excluded]
    return [(grade.label, grades.count(grade)) for grade in Grade]


def _label(grade):
    return Grade(grade).label if grade else ""
