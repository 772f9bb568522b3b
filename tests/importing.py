"""Uploading, writing and taking back tables as a clerk and the worker do it together."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.imports import batches
from tests import workbooks


@dataclass
class Desk:
    """One clerk at one unit with one kind of table; `run_jobs` is the worker."""

    user: object
    unit: object
    kind: str
    run_jobs: object
    options: dict = field(default_factory=dict)

    def upload(self, *rows, name="上报表.xlsx", content=None):
        """Upload rows, the header among them, and return the planned batch."""
        file = SimpleUploadedFile(name, content or workbooks.xlsx(*rows))
        return self._worked(
            lambda: batches.upload(file, by=self.user, unit=self.unit, kind=self.kind, options=self.options)
        )

    def write(self, batch, *, is_partial=False):
        return self._worked(lambda: batches.request_apply(batch, by=self.user, is_partial=is_partial))

    def undo(self, batch):
        return self._worked(lambda: batches.request_undo(batch, by=self.user))

    def _worked(self, ask):
        batch = self.run_jobs(ask)
        batch.refresh_from_db()
        return batch


def refusals(batch):
    """Return {row number: codes} of the rows that are refused."""
    return dict(batch.rows.filter(outcome="refused").order_by("row").values_list("row", "codes"))


def figures(batch):
    """Return how many rows are new, changed, unchanged and refused."""
    return tuple(batch.counts[name] for name in ("new", "changed", "unchanged", "refused"))
