"""Makers of the objects that stand in addresses: each gives the URL's arguments."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.models import WeakPlan
from assessments.periods import Quarter, quarter_of
from assessments.schemes.choices import Subject
from core.models import Job
from core.sheets import Sheet, SheetRow
from orgs.models import Board, Election, Term, Unit
from registry.imports.kinds import KINDS
from registry.imports.mapping import sample_of
from registry.models import ImportBatch
from reports.models import Manuscript
from staff.models import RunObjection, RunTownship
from staff.pay.services.adjustments import propose
from staff.pay.services.banking import install_layouts
from staff.pay.services.making import make_run
from tests import access_rounds
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    CheckFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    EvidenceUseFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    StipendRunFactory,
    StipendStandardFactory,
    TrainingFactory,
)
from tests.factories.answers import AnswerFactory, AnswerRecipeFactory
from tests.factories.applications import (
    ApplicationEntryFactory,
    ApplicationFactory,
    ApplicationFileFactory,
    ObjectionFactory,
    hang,
)
from tests.factories.appraisals import Appraised
from tests.factories.benefits import (
    BenefitFindingFactory,
    BenefitFindingFileFactory,
    BenefitKindFactory,
    BenefitStandardFactory,
    CircumstanceFactory,
    GrantFactory,
    PayeeFactory,
    PaymentFileFactory,
    benefits_of,
)
from tests.factories.boards import BoardFactory, MemberDepartmentFactory, SeatFactory, TermFactory
from tests.factories.certificates import CaseFactory, HolidayFactory, with_card
from tests.factories.changes import make_change
from tests.factories.comparing import (
    ComparisonFactory,
    ComparisonRowFactory,
    ComparisonTakeoverFactory,
    tasked_row,
)
from tests.factories.elections import Way
from tests.factories.exports import ExportRequestFactory
from tests.factories.grading import RecognitionFactory, WeakPlanFactory
from tests.factories.health import FindingFactory
from tests.factories.imports import ImportAbsenceFactory, ImportAliasFactory, ImportMappingFactory
from tests.factories.inspections import InspectionFindingFactory, InspectionPlanFactory, VisitFactory
from tests.factories.ledgers import (
    DiaryEntryFactory,
    LedgerBookFactory,
    LedgerFieldFactory,
    LedgerPrintFactory,
    LedgerRowFactory,
    LedgerTypeFactory,
)
from tests.factories.modules import TextModuleFactory
from tests.factories.needs import CompletionEvidenceFactory, CompletionFactory, NeedFactory, ProjectFactory
from tests.factories.petitions import PetitionFactory, PetitionFileFactory
from tests.factories.pledges import PledgeFactory, PledgeLineFactory, PledgeScanFactory
from tests.factories.recruiting import (
    CandidateFactory,
    CandidateObjectionFactory,
    OpeningFactory,
    OverrideFactory,
)
from tests.factories.recruiting import hang as hang_candidate
from tests.factories.registry import CertificateChangeFactory
from tests.factories.reports import DocumentFactory, SnapshotFactory, tabular
from tests.factories.schedules import DeliveryFactory, ScheduledRunFactory, ScheduleFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory
from tests.factories.staff import (
    CareerEventFactory,
    EnrolmentFactory,
    TalentFactory,
    TrainingPlanFactory,
    small_pdf,
)
from tests.factories.survey import (
    SurveyCheckFactory,
    SurveyCheckLineFactory,
    SurveyImportFactory,
    SurveyLineFactory,
    round_of,
    survey_village,
)
from tests.paying import FIRST


@dataclass
class Made:
    """The arguments of one address."""

    args: list = field(default_factory=list)


def make(kind, village, user):
    """Make an object of `kind` at `village`, or one that belongs to `user`, and return its arguments."""
    made = MAKERS[kind](village, user)
    return Made(list(made) if isinstance(made, tuple) else [made])


def stranger(county):
    """Return a clerk of another county."""
    return PostingFactory(unit=county).user


def county_of(village):
    return village.parent.parent


def job(village, user):
    return Job.objects.create(
        kind="test",
        label="测试任务",
        requested_by=user,
        upload=ContentFile(b"x", name="x.txt"),
        upload_name="x.txt",
    ).pk


def person_with_photo(village, user):
    return PersonFactory(unit=village, photo=ContentFile(b"\x89PNG\r\n\x1a\n", name="p.png")).pk


def batch(village, user):
    return ImportBatch.objects.create(
        unit=village,
        uploaded_by=user,
        file=ContentFile(b"x", name="x.xlsx"),
        file_name="x.xlsx",
        file_digest="0" * 64,
        state=ImportBatch.State.REFUSED,
    ).pk


# --- imports ---
def batches(village, user):
    """Return an import of persons; beside it stands one of every other kind."""
    for kind in sorted({*KINDS} - {ImportBatch.ROSTER, "ledger"}):
        ImportBatch.objects.filter(pk=batch(village, user)).update(kind=kind, file_name=f"{kind}.xlsx")
    made = ledger_type_at(village)
    ImportBatch.objects.filter(pk=batch(village, user)).update(
        kind=f"ledger:{made.pk}", options={"start": "2026-10-01", "subject": str(made)}
    )
    return batch(village, user)


def batch_to_map(village, user):
    """Return an import that waits for its columns, with somebody whom its file left out."""
    made = ImportBatch.objects.get(pk=batch(village, user))
    made.state, made.sample = (
        ImportBatch.State.MAPPING,
        sample_of([Sheet("名单", "csv", [SheetRow(1, ["甲"])])]),
    )
    made.counts = {"rows": 1, "covered": 1, "mends": []}
    made.save()
    ImportAbsenceFactory(batch=made, person__unit=village)
    return made.pk


def item(village):
    levels = [Unit.Level.VILLAGE.value]
    county = county_of(village)
    code = f"liuyou-{county.checklists.count()}"
    checklist = ChecklistFactory(county=county, levels=levels, name="六有", code=code)
    return ChecklistItemFactory(checklist=checklist)


def cell(village, user):
    return village.pk, item(village).pk, quarter_of(timezone.localdate())


def overruled_cell(village, user):
    """A fact that the village itself has overruled, and that waits for the township's word."""
    own = ChecklistItemFactory(checklist=item(village).checklist, by_member=True)
    CheckFactory(unit=village, item=own, overriding=True, awaits_confirmation=True, **this_quarter())
    return village.pk, own.pk, quarter_of(timezone.localdate())


def this_quarter():
    now = quarter_of(timezone.localdate())
    return {"year": now.year, "quarter": now.number}


def evidence(village, user):
    return EvidenceUseFactory(check_row=CheckFactory(unit=village, item=item(village))).evidence.pk


def evidence_use(village, user):
    return EvidenceUseFactory(check_row=CheckFactory(unit=village, item=item(village))).pk


def inspection_visit(village, user):
    plan = InspectionPlanFactory(county=village.parent.parent, drawn=True, checklist=item(village).checklist)
    return VisitFactory(plan=plan, unit=village)


def item_of_year(village, user):
    use = EvidenceUseFactory(of_item=True, evidence__unit=village)
    return village.pk, use.lineage, use.year


def past_quarter(village, user):
    item(village)
    return county_of(village).pk, Quarter(2025, 4)


def prose(village, user):
    snapshot = SnapshotFactory(unit=village, kind="year_summary", quarter=None)
    return DocumentFactory(unit=village, kind="year_summary", quarter=None, snapshot=snapshot).pk


def scheduled_run(village, user):
    """Return a making whose batch is one file."""
    run = ScheduledRunFactory(schedule=schedule_at(village))
    run.job.result.save("sheets.pdf", ContentFile(b"%PDF-1.7"), save=False)
    run.job.result_name = "sheets.pdf"
    run.job.save()
    DeliveryFactory(run=run, user=user)
    return run.pk


def schedule_at(village):
    return ScheduleFactory(unit=village, report="liuyou_sheet", owner=stranger(county_of(village)))


def compared_figure(village, user):
    SnapshotFactory(unit=village)
    return figure(village, user)


def figure(village, user):
    snapshot = SnapshotFactory(unit=village)
    return snapshot.pk, next(iter(snapshot.figures))


def post_at(village):
    return PostFactory(unit=village, number=village.posts.count() + 1)


def member_at(village):
    return AppointmentFactory(post=post_at(village)).member


def line(village, user):
    county = county_of(village)
    member_at(village)
    StipendStandardFactory(unit=county)
    return make_run(county, FIRST, by=stranger(county), at=timezone.now()).lines.first().pk


def pay_run(village, user):
    return StipendRunFactory(unit=county_of(village), first_month=date(2025, 1, 1)).pk


def part_of_run(village, user):
    run = StipendRunFactory(unit=county_of(village), state="confirming", first_month=date(2024, 1, 1))
    return RunTownship.objects.create(run=run, township=village.parent, people=1, amount=100).pk


def run_objection(village, user):
    run = StipendRunFactory(unit=county_of(village), state="confirming", first_month=date(2024, 7, 1))
    facts = {"by": stranger(run.unit), "at": timezone.now(), "stage": "confirming", "text": "应发金额不对"}
    return RunObjection.objects.create(run=run, unit=village.parent, **facts).pk


def adjustment_at(village):
    county = county_of(village)
    return propose(
        member_at(village), by=stranger(county), at=timezone.now(), kind="deduction",
        month=date(2026, 11, 1), amount=Decimal(50), reason="旷工", upload=small_pdf(),
    )  # fmt: skip


def bank_layout(village, user):
    return install_layouts(county_of(village))[0].pk


# --- pledges and grading ---
def pledge_at(village, **facts):
    pledge = PledgeFactory(sheet=access_rounds.sheet_at(village), **facts)
    PledgeLineFactory(pledge=pledge)
    return pledge


# --- schemes: each of another year, since a county has one draft of a kind ---
def scheme_of(village, year, **facts):
    return SchemeFactory(county=county_of(village), year=year, subject="village_member", **facts)


def scheme_section(village, year):
    return SectionFactory(scheme=scheme_of(village, year))


def rewarded(village, user):
    """Return a round and the list of rewards, with the village on it."""
    sheet = access_rounds.sheet_at(village)
    RecognitionFactory(sheet=sheet)
    return sheet.round_id, "reward"


# --- recruiting ---
def candidate_at(village):
    return CandidateFactory(opening__post=post_at(village))


def recruitment_notice(village, user):
    return hang_candidate(candidate_at(village)).pk


def candidate_hanging(village, user):
    candidate = candidate_at(village)
    hang_candidate(candidate)
    return candidate.pk


def project(village):
    return ProjectFactory(unit=county_of(village))


def completion(village):
    return CompletionFactory(project=project(village), person__unit=village)


def ledger_type_at(village):
    ledger_type = LedgerTypeFactory(county=county_of(village))
    LedgerFieldFactory(ledger_type=ledger_type, key="theme")
    return ledger_type


def ledger_book(village, user):
    """Make a book with one row; an address names it by its unit, type and month."""
    book = LedgerBookFactory(unit=village, ledger_type=ledger_type_at(village))
    LedgerRowFactory(book=book, cells={"theme": f"{village.name}的活动"})
    return village.pk, book.ledger_type.pk, book.period


def ledger_unit(village, user):
    ledger_book(village, user)
    return village.pk


# --- applications ---
def application_on_notice(village, user):
    """Return the keys of a notice and of the application that hangs on it."""
    application = ApplicationFactory(person__unit=village, step_number=1)
    return hang(application).pk, application.pk


def county_with_benefits(village, user):
    benefits_of(county_of(village))
    return county_of(village).pk


def compared_row(village):
    """Return a row of a comparison that the village's county made."""
    return ComparisonRowFactory(person=PersonFactory(unit=village, phone="13800000000"))


# --- boards ---
def board_at(village):
    """Return the association of the village, with a term in office and a seat vacant."""
    board = Board.objects.filter(unit=village).first() or BoardFactory(unit=village)
    Term.objects.filter(board=board).exists() or TermFactory(board=board)
    return board


def seat_at(village):
    term = board_at(village).terms.get()
    return term.seats.first() or SeatFactory(term=term)


# --- elections ---
def election_at(village):
    """Return the election of the village's association, brought to the vote."""
    known = Election.objects.filter(board__unit=village).first()
    if known:
        return known
    way = Way(board_at(village)).to("vote")
    way.vote()
    way.paper()
    return way.election


MAKERS = {
    "county_of_heads": lambda village, user: county_of(village).pk,
    "export_request": lambda village, user: ExportRequestFactory(unit=county_of(village)).pk,
    # --- appraisals ---
    "appraisal": lambda village, user: Appraised(village, user).one.pk,
    "appraisal_county": lambda village, user: Appraised(village, user).county.pk,
    "appraisal_year": lambda village, user: Appraised(village, user).year.pk,
    "appraisal_notice": lambda village, user: Appraised(village, user).notice().pk,
    "appraisal_objection": lambda village, user: Appraised(village, user).objection().pk,
    "appraisal_meeting": lambda village, user: Appraised(village, user).meeting().pk,
    "appraisal_file": lambda village, user: Appraised(village, user).file().pk,
    "consequence": lambda village, user: Appraised(village, user).consequence().pk,
    "selection": lambda village, user: Appraised(village, user).selection().year_id,
    "nominee": lambda village, user: Appraised(village, user).nominee().pk,
    # --- elections ---
    "election": lambda village, user: election_at(village).pk,
    "election_step": lambda village, user: election_at(village).steps.last().pk,
    "election_candidate": lambda village, user: election_at(village).candidates.first().pk,
    "election_file": lambda village, user: election_at(village).files.get().pk,
    "ballot": lambda village, user: election_at(village).ballots.get().pk,
    # --- boards ---
    "board": lambda village, user: board_at(village).pk,
    "seat": lambda village, user: seat_at(village).pk,
    "member_department": lambda village, user: MemberDepartmentFactory(unit=county_of(village)).pk,
    # --- applications ---
    "application": lambda village, user: ApplicationFactory(person__unit=village).pk,
    "application_refused": lambda village, user: (
        ApplicationEntryFactory(
            application=ApplicationFactory(person__unit=village, refused=True), act="refuse"
        ).application.pk
    ),
    "application_file": lambda village, user: ApplicationFileFactory(application__person__unit=village).pk,
    "notice": lambda village, user: application_on_notice(village, user)[0],
    "notice_and_application": application_on_notice,
    "objection": lambda village, user: ObjectionFactory(application__person__unit=village).pk,
    "county_with_benefits": county_with_benefits,
    "job": job,
    "unit": lambda village, user: village.pk,
    "unit_change": lambda village, user: make_change(village).pk,
    "done_change": lambda village, user: make_change(village, state="done").pk,
    "township": lambda village, user: village.parent.pk,
    "county": lambda village, user: county_of(village).pk,
    "account": lambda village, user: PostingFactory(unit=village, as_village_member=True).user.pk,
    "posting": lambda village, user: PostingFactory(unit=village, as_village_member=True).pk,
    "person": lambda village, user: PersonFactory(unit=village).pk,
    "person_with_photo": person_with_photo,
    "batch": batch,
    "person_with_card": lambda village, user: with_card(unit=village).pk,
    "case": lambda village, user: CaseFactory(person=with_card(unit=village)).pk,
    "holiday": lambda village, user: HolidayFactory(unit=county_of(village)).pk,
    "finding": lambda village, user: FindingFactory(person__unit=village).pk,
    "batch_to_map": batch_to_map,
    "batches": batches,
    "alias": lambda village, user: ImportAliasFactory(unit=village, made_by=user).pk,
    "mapping": lambda village, user: ImportMappingFactory(unit=village, made_by=user).pk,
    "member": lambda village, user: member_at(village).pk,
    "appointment": lambda village, user: AppointmentFactory(post=post_at(village)).pk,
    "post": lambda village, user: post_at(village).pk,
    "training": lambda village, user: TrainingFactory(unit=county_of(village), title="政策培训").pk,
    "attendance": lambda village, user: (
        AttendanceFactory(training__unit=county_of(village), member=MemberFactory(unit=village)).pk
    ),
    "training_plan": lambda village, user: TrainingPlanFactory(unit=county_of(village)).pk,
    "enrolment": lambda village, user: (
        EnrolmentFactory(
            training__unit=county_of(village), training__title="岗前培训", member=MemberFactory(unit=village)
        ).pk
    ),
    "mending": lambda village, user: CareerEventFactory(appointment__post=post_at(village)).pk,
    "talent": lambda village, user: TalentFactory(person__unit=village).pk,
    # --- schemes ---
    "scheme": lambda village, user: scheme_of(village, 2021, published=True).pk,
    "scheme_copy": lambda village, user: (
        scheme_of(village, 2023, published=True, copied_from=scheme_of(village, 2022, published=True)).pk
    ),
    "scheme_draft": lambda village, user: scheme_of(village, 2024).pk,
    "scheme_section": lambda village, user: scheme_section(village, 2025).pk,
    "scheme_item": lambda village, user: ItemFactory(section=scheme_section(village, 2020)).pk,
    # --- recruiting ---
    "recruitment": lambda village, user: OpeningFactory(post=post_at(village)).recruitment.pk,
    "candidate": lambda village, user: candidate_at(village).pk,
    "recruitment_notice": recruitment_notice,
    "candidate_hanging": candidate_hanging,
    "override": lambda village, user: OverrideFactory(candidate=candidate_at(village)).pk,
    "candidate_objection": lambda village, user: (
        CandidateObjectionFactory(candidate=candidate_at(village)).pk
    ),
    "run": pay_run,
    "part_of_run": part_of_run,
    "run_objection": run_objection,
    "bank_layout": bank_layout,
    "adjustment": lambda village, user: adjustment_at(village).pk,
    "adjustment_file": lambda village, user: adjustment_at(village).files.get().pk,
    "line": line,
    "unit_quarter": lambda village, user: cell(village, user)[::2],
    "county_past_quarter": past_quarter,
    "cell": cell,
    "overruled_cell": overruled_cell,
    "evidence": evidence,
    "evidence_use": evidence_use,
    "item_of_year": item_of_year,
    **access_rounds.MAKERS,
    "inspection_plan": lambda village, user: inspection_visit(village, user).plan.pk,
    "inspection_visit": lambda village, user: inspection_visit(village, user).pk,
    "inspection_finding": lambda village, user: (
        InspectionFindingFactory(visit=inspection_visit(village, user)).pk
    ),
    "checklist": lambda village, user: item(village).checklist.pk,
    "item": lambda village, user: item(village).pk,
    "ledger_unit": ledger_unit,
    "ledger_book": ledger_book,
    "ledger_type": lambda village, user: ledger_type_at(village).pk,
    "ledger_field": lambda village, user: ledger_type_at(village).fields.get().pk,
    "ledger_print": lambda village, user: LedgerPrintFactory(unit=village, made_by=user).pk,
    "diary_entry": lambda village, user: DiaryEntryFactory(unit=village).pk,
    "answer": lambda village, user: AnswerFactory(unit=village).pk,
    "recipe": lambda village, user: AnswerRecipeFactory(unit=village).pk,
    "document": lambda village, user: DocumentFactory(unit=village).pk,
    "tables": lambda village, user: DocumentFactory(unit=village, snapshot__content=tabular()).pk,
    "prose": prose,
    "manuscript": lambda village, user: (
        Manuscript.objects.create(
            snapshot=SnapshotFactory(unit=village, kind="year_summary", quarter=None), blocks=[]
        ).pk
    ),
    "snapshot": lambda village, user: SnapshotFactory(unit=village).pk,
    "figure": figure,
    "figure_number": lambda village, user: (SnapshotFactory(unit=village).digest[:12], 1),
    "compared_figure": compared_figure,
    "schedule": lambda village, user: schedule_at(village).pk,
    "scheduled_run": scheduled_run,
    "text_module": lambda village, user: TextModuleFactory(unit=village).pk,
    # --- pledges and grading ---
    "assessed_round": lambda village, user: access_rounds.sheet_at(village).round_id,
    "sheet": lambda village, user: access_rounds.sheet_at(village).pk,
    "sheet_pledged": lambda village, user: pledge_at(village, signed=True).sheet_id,
    "pledge": lambda village, user: pledge_at(village).pk,
    "pledge_scan": lambda village, user: PledgeScanFactory(pledge=pledge_at(village, signed=True)).pk,
    "weak_plan": lambda village, user: (
        (
            WeakPlan.objects.filter(sheet=access_rounds.sheet_at(village)).first()
            or WeakPlanFactory(sheet=access_rounds.sheet_at(village))
        ).pk
    ),
    "recognition": lambda village, user: (
        RecognitionFactory(sheet=access_rounds.sheet_at(village), kind="demo").pk
    ),
    "round_and_rewards": rewarded,
    "county_grassroots": lambda village, user: (county_of(village).pk, Subject.GRASSROOTS),
    # --- comparing ---
    "comparison": lambda village, user: compared_row(village).comparison.pk,
    "comparison_at": lambda village, user: ComparisonFactory(unit=village.parent).pk,
    "comparison_closed": lambda village, user: ComparisonFactory(unit=village.parent, closed=True).pk,
    "comparison_takeover": lambda village, user: (
        ComparisonTakeoverFactory(comparison__unit=village.parent, by=user).pk
    ),
    "comparison_row": lambda village, user: tasked_row(village).pk,
    "comparison_task": lambda village, user: tasked_row(village).task.pk,
    # --- benefits ---
    "grant": lambda village, user: GrantFactory(person__unit=village).pk,
    "card_change": lambda village, user: (
        CertificateChangeFactory(certificate__person=PersonFactory(unit=village)).pk
    ),
    "circumstance": lambda village, user: CircumstanceFactory(person__unit=village).pk,
    "benefit_finding": lambda village, user: BenefitFindingFactory(person__unit=village).pk,
    "benefit_file": lambda village, user: BenefitFindingFileFactory(finding__person__unit=village).pk,
    "benefit_kind": lambda village, user: BenefitKindFactory(unit=county_of(village)).pk,
    "benefit_standard": lambda village, user: BenefitStandardFactory(kind__unit=county_of(village)).pk,
    "payee": lambda village, user: PayeeFactory(unit=county_of(village)).pk,
    "payee_and_person": lambda village, user: (
        PayeeFactory(unit=county_of(village)).pk,
        PersonFactory(unit=village).pk,
    ),
    "payment_file": lambda village, user: PaymentFileFactory(unit=county_of(village)).pk,
    # --- survey ---
    "survey_round": lambda village, user: round_of(village).pk,
    "survey_round_and_village": lambda village, user: (round_of(village).pk, village.pk),
    "survey_village": lambda village, user: survey_village(village).pk,
    "survey_line": lambda village, user: SurveyLineFactory(unit=village).pk,
    "survey_import": lambda village, user: SurveyImportFactory(unit=village).pk,
    "survey_check": lambda village, user: SurveyCheckFactory(unit=village.parent).pk,
    "survey_check_line": lambda village, user: SurveyCheckLineFactory(line__unit=village).pk,
    "petition": lambda village, user: PetitionFactory(unit=village).pk,
    "petition_replied": lambda village, user: PetitionFactory(unit=village, replied=True).pk,
    "petition_file": lambda village, user: PetitionFileFactory(petition__unit=village).pk,
    "need": lambda village, user: NeedFactory(person__unit=village).pk,
    "project": lambda village, user: project(village).pk,
    "project_and_township": lambda village, user: (project(village).pk, village.parent.pk),
    "completion": lambda village, user: completion(village).pk,
    "completion_evidence": lambda village, user: CompletionEvidenceFactory(completion=completion(village)).pk,
}
