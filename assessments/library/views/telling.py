"""Telling an uploader what became of the files."""

from django.contrib import messages

from assessments.library.selectors import hung, serving


def tell_of_upload(request, done):
    """Say what an `Upload` has put where, and where the same content serves as well.

    Returns True if something was kept. What was refused is said as well then; with nothing kept it is left to
    the form, whose page is shown again.
    """
    if not done.kept:
        return False
    names = "、".join(one.evidence.name for one in done.kept)
    messages.success(request, f"已上传佐证材料“{names}”。")
    known = [one.evidence.name for one in done.kept if not one.is_new]
    if known:
        messages.info(request, f"“{'、'.join(known)}”在佐证库中已有，直接关联，没有重复存放。")
    for reason in done.refused:
        messages.error(request, reason)
    told = hung([one.use for one in done.kept if one.use])
    told += [serving(one.evidence) for one in done.kept if one.use is None and one.is_new]
    for one in told:
        if one.warning:
            messages.warning(request, one.warning)
    return True
