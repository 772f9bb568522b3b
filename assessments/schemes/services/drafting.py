"""How a scheme comes about: empty, from a shipped table, or as a copy of another."""

import re

from django.db import transaction
from django.db.models import Max

from assessments.schemes.choices import BandKind, SchemeState, Subject
from assessments.schemes.fingerprints import of_head
from assessments.schemes.models import Band, Item, Scheme, Section
from assessments.schemes.presets import presets
from assessments.schemes.services.locking import draft_for_change, refuse_if_changed
from assessments.schemes.services.refusal import SchemeRefused

HEAD = ("name", "basis", "full_points", "bonus_cap", "note")
ITEM = (
    *("number", "lineage", "name", "criterion", "points", "rule", "params", "bindings"),
    *("is_pledged", "evidence_needed", "due_month"),
)
LONGEST_NAME = 80


@transaction.atomic
def create_empty(county, year, subject, *, name, by, at):
    """Begin an empty draft and return it.

    :raises SchemeRefused: there is a draft already, or a published version that must be revised instead.
    """
    return _begin(county, year, subject, by=by, name=name)


@transaction.atomic
def install_template(county, year, subject, code, *, by, at):
    """Begin a draft as a shipped table stands (`presets.py`) and return it.

    :raises SchemeRefused: no such table for this subject, or as for `create_empty`.
    """
    preset = presets().get((code, subject))
    if preset is None:
        raise SchemeRefused("没有适用于这一考核对象的范本。", "template")
    scheme = _begin(
        county,
        year,
        subject,
        by=by,
        name=f"{year} 年度{Subject(subject).label}考核方案",
        template=code,
        full_points=preset.full_points,
        bonus_cap=preset.bonus_cap,
        note="\n".join(filter(None, [f"范本：{preset.name}。来源：{preset.source}。", preset.note])),
    )
    for number, section in enumerate(preset.sections, 1):
        row = Section.objects.create(scheme=scheme, number=number, name=section.name, points=section.points)
        Item.objects.bulk_create(
            Item(section=row, number=place, **vars(item)) for place, item in enumerate(section.items, 1)
        )
    _add_bands(scheme, [(band.kind, vars(band)) for band in preset.bands])
    return scheme


@transaction.atomic
def copy_to_year(source, year, *, by, at):
    """Begin the draft of another year as a copy of `source` and return it; every item keeps its lineage.

    :raises SchemeRefused: as for `create_empty`.
    """
    source = Scheme.objects.select_related("county").get(pk=source.pk)
    if source.is_draft:
        raise SchemeRefused(f"“{source}”还在起草，发布后才能复制。", "source")
    name = re.sub(rf"\b{source.year}\b", str(year), source.name)
    scheme = _begin(source.county, year, source.subject, by=by, **_head(source) | {"name": name})
    copy_rows(source, scheme)
    return scheme


@transaction.atomic
def revise(source, *, by, at):
    """Begin the next version of a published scheme as a copy of it and return the draft.

    The published version stays in force until the draft is published.
    :raises SchemeRefused: it is not in force, or a draft exists already.
    """
    source = Scheme.objects.select_for_update().get(pk=source.pk)
    if not source.is_published:
        raise SchemeRefused("只有现行的方案可以修订。")
    _refuse_second_draft(source.county, source.year, source.subject)
    scheme = _create(source.county, source.year, source.subject, by=by, **_head(source))
    copy_rows(source, scheme)
    return scheme


@transaction.atomic
def change_head(scheme, *, seen, by, at, **fields):
    """Change what stands above the table of a draft.

    :raises SchemeRefused: it is no draft, or somebody was faster (`ChangedMeanwhile`).
    """
    before = Scheme.objects.get(pk=scheme.pk)
    scheme = draft_for_change(scheme.pk, by=by)
    refuse_if_changed(before, seen, of_head(before), "方案的基本信息")
    for name in HEAD:
        setattr(scheme, name, fields[name])
    scheme.save()
    return scheme


@transaction.atomic
def discard(scheme, *, by, at):
    """Throw a draft away; what was published stays.

    :raises SchemeRefused: it is no draft.
    """
    draft_for_change(scheme.pk, by=by).delete()


def copy_rows(source, scheme):
    """Copy sections, items and bands of one scheme into another, which is empty."""
    items = Item.objects.filter(section__scheme=source).in_order()
    sections = {}
    for section in source.sections.order_by("number", "pk"):
        sections[section.pk] = Section.objects.create(
            scheme=scheme, number=section.number, name=section.name, points=section.points
        )
    Item.objects.bulk_create(
        Item(section=sections[item.section_id], **{name: getattr(item, name) for name in ITEM})
        for item in items
    )
    _add_bands(scheme, [(band.kind, _band(band)) for band in source.bands.all()])


def _band(band):
    return {name: getattr(band, name) for name in ("name", "from_points", "quota_percent", "tone")}


def _add_bands(scheme, bands):
    """Write (kind, fields) as the bands of a scheme, each kind numbered from the highest on."""
    for kind in BandKind.values:
        rows = sorted((row for one, row in bands if one == kind), key=lambda row: -row["from_points"])
        Band.objects.bulk_create(
            Band(scheme=scheme, number=number, **row | {"kind": kind}) for number, row in enumerate(rows, 1)
        )


def _head(source):
    return {name: getattr(source, name) for name in (*HEAD, "template")} | {"copied_from": source}


def _begin(county, year, subject, *, by, **fields):
    _refuse_second_draft(county, year, subject)
    if Scheme.objects.published().filter(county=county, year=year, subject=subject).exists():
        raise SchemeRefused(
            f"{year} 年度{Subject(subject).label}的方案已经发布。要调整的，请打开它点“修订”另起一版。", "year"
        )
    return _create(county, year, subject, by=by, **fields)


def _create(county, year, subject, *, by, **fields):
    versions = Scheme.objects.filter(county=county, year=year, subject=subject)
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    fields["name"] = fields["name"][:LONGEST_NAME]
    return Scheme.objects.create(
        county=county, year=year, subject=subject, version=newest + 1, created_by=by, changed_by=by, **fields
    )


def _refuse_second_draft(county, year, subject):
    drafts = Scheme.objects.filter(county=county, year=year, subject=subject, state=SchemeState.DRAFT)
    draft = drafts.select_related("created_by").first()
    if draft is not None:
        raise SchemeRefused(
            f"{year} 年度{Subject(subject).label}的方案已有一份在起草（{draft.created_by} 起草），"
            "请接着修改那一份。",
            "year",
        )
