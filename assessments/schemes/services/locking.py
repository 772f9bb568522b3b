"""The door to every change of a scheme: locked, still a draft, and as the editor saw it."""

from django.utils import timezone

from assessments.schemes.choices import SchemeState
from assessments.schemes.models import Scheme
from assessments.schemes.services.refusal import ChangedMeanwhile, SchemeRefused

FROZEN = {
    SchemeState.PUBLISHED: (
        "方案已发布，各单位按它签订责任书和自评，不能直接修改。需要调整的，请点“修订”另起一版，改好后再发布。"
    ),
    SchemeState.SUPERSEDED: "这一版方案已被新版代替，只供查阅，不能修改。请在现行版本上修订。",
}


def draft_for_change(pk, *, by):
    """Return the draft with this key locked, one change further on.

    :raises SchemeRefused: it is no draft.
    """
    scheme = Scheme.objects.select_for_update().get(pk=pk)
    if scheme.state in FROZEN:
        raise SchemeRefused(FROZEN[scheme.state])
    scheme.revision += 1
    scheme.changed_by = by
    scheme.save(update_fields=["revision", "changed_by", "updated_at"])
    return scheme


def refuse_if_changed(scheme_before, seen, now, what):
    """Refuse if what the editor saw is not what stands now.

    `scheme_before` is the scheme as it was before this change: it knows who was first.
    :raises ChangedMeanwhile: the digests differ.
    """
    if seen and seen != now:
        who = scheme_before.changed_by or "别人"
        when = timezone.localtime(scheme_before.updated_at)
        raise ChangedMeanwhile(
            f"您打开之后，{what}已由{who}修改（{when:%m-%d %H:%M}）。您填写的内容仍在下面，"
            "请对照最新的方案核对后再保存，以您保存的为准。"
        )
