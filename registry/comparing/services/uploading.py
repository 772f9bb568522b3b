"""A comparison from the upload to its result: kept, mapped, compared, and compared again."""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from core import jobs
from core.sheets import ColumnChoice
from registry.comparing.choices import State
from registry.comparing.fields import FIELDS
from registry.comparing.selectors.profiles import county_of, profiles_of
from registry.comparing.services.refusal import ComparisonRefused, locked, must_own
from registry.imports.batches import NotPossible, store_file
from registry.imports.mapping import header_row
from registry.models import Comparison, ComparisonMapping

COMPARE = "comparing_compare"
CHUNK = 1024 * 1024
GIVEN_UP = (State.CANCELLED, State.REFUSED)
AGAIN = (State.READY, State.REFUSED, State.MAPPING)


@transaction.atomic
def start_comparison(file, *, by, at, unit, **facts):
    """Keep an uploaded list as a comparison of `unit`, queue its reading, and return it.

    `facts`: title, sender, profile (its code), fields (keys; empty: those of the profile), part.

    :raises ComparisonRefused: not the actor's unit, the same file again, or the disk does not take it.
    """
    comparison = Comparison(unit=unit, uploaded_by=by, title=facts["title"], sender=facts["sender"])
    must_own(by, comparison)
    profile = profiles_of(county_of(unit), timezone.localdate(at)).get(facts["profile"])
    if profile is None:
        raise ComparisonRefused("请选择名单的含义。", field="profile")
    comparison.meaning = asdict(profile) | {"fields": list(profile.fields)}
    comparison.fields = [key for key in facts["fields"] or profile.fields if key in FIELDS]
    comparison.part = facts["part"]
    comparison.file_digest = digest_of(file)
    _refuse_twice(comparison)
    comparison.file_name = file.name.replace("\\", "/").rsplit("/", 1)[-1][-200:]
    try:
        store_file(comparison, file, comparison.file_name)
    except NotPossible as problem:
        raise ComparisonRefused(str(problem), field="file") from problem
    comparison.save()
    _enqueue(comparison, by=by)
    return comparison


def digest_of(file):
    """Return the SHA-256 of a file's content, by which the same file is known again."""
    checksum = hashlib.sha256()
    file.seek(0)
    for chunk in iter(lambda: file.read(CHUNK), b""):
        checksum.update(chunk)
    file.seek(0)
    return checksum.hexdigest()


def _refuse_twice(comparison):
    """Refuse a file that the unit has compared already; that one can be compared again."""
    type(comparison.unit).objects.select_for_update().get(
        pk=comparison.unit.pk
    )  # of two clicks the second waits
    same = Comparison.objects.filter(unit=comparison.unit, file_digest=comparison.file_digest, wiped_at=None)
    earlier = same.exclude(state__in=GIVEN_UP).order_by("-pk").first()
    if earlier is not None:
        day = timezone.localdate(earlier.created_at)
        raise ComparisonRefused(
            f"这个文件已在 {day.isoformat()} 上传过，见“{earlier.title}”。请在那里“重新比对”。",
            field="file",
        )


def _enqueue(comparison, *, by):
    comparison.state, comparison.message = State.READING, ""
    comparison.job = jobs.enqueue(
        COMPARE, by=by, label=f"比对 {comparison.title}"[:150], comparison=comparison.pk
    )
    comparison.job.result_url = comparison.get_absolute_url()
    comparison.job.save()
    comparison.save()


@transaction.atomic
def compare_again(comparison, *, by, at, fields=None, part=None):
    """Queue the comparing of a list anew, with other fields or another part of the register if given.

    What has been decided or sent to a village stays as it is.

    :raises ComparisonRefused: not the actor's, under way, closed, or its list has been deleted.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if comparison.is_wiped or comparison.state not in AGAIN:
        raise ComparisonRefused(f"这次比对{comparison.get_state_display()}，不能重新比对。")
    if fields is not None:
        comparison.fields = [key for key in fields if key in FIELDS]
    if part is not None:
        comparison.part = part
    _enqueue(comparison, by=by)
    return comparison


@transaction.atomic
def choose_columns(comparison, *, by, at, choice: ColumnChoice):
    """Compare a list with the columns that somebody has named; remember them for its sender's next list.

    :raises ComparisonRefused: not the actor's, or nothing that can be mapped now.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if not comparison.can_be_mapped:
        raise ComparisonRefused(f"这次比对{comparison.get_state_display()}，不能再对应列。")
    comparison.mapping = asdict(choice)
    header = header_row(comparison.sample, choice)
    if header is not None:
        ComparisonMapping.objects.update_or_create(
            unit=comparison.unit,
            sender=comparison.sender,
            look=header["look"],
            defaults={"titles": header["texts"], "places": choice.places, "made_by": by},
        )
    _enqueue(comparison, by=by)
    return comparison


@transaction.atomic
def resume(comparison, *, by, at):
    """Queue again a reading that was broken off or cancelled.

    :raises ComparisonRefused: not the actor's, or nothing was.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    if not comparison.is_stuck:
        raise ComparisonRefused("任务正在排队、执行或已经完成，不能重新开始。")
    _enqueue(comparison, by=by)
    return comparison


@transaction.atomic
def give_up(comparison, *, by, at):
    """Give up a comparison of which there is no result, and delete its file.

    :raises ComparisonRefused: not the actor's, at work, or compared already.
    """
    comparison = locked(comparison)
    must_own(by, comparison)
    waits = comparison.state in (State.MAPPING, State.REFUSED) or comparison.is_stuck
    if not waits or comparison.compared_at:
        raise ComparisonRefused(f"这次比对{comparison.get_state_display()}，不能取消。")
    name, storage = comparison.file.name, comparison.file.storage
    comparison.state, comparison.sample, comparison.file = State.CANCELLED, None, ""
    comparison.save()
    transaction.on_commit(lambda: storage.delete(name))
    return comparison
