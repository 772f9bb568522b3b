from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from core.encryption import EncryptedTextField

# Rows per transaction, so that others may write in between; a model of large rows says `renewed_at_once`.
BATCH = 500


class Command(BaseCommand):
    help = "用 FIELD_KEYS 的第一把密钥重写所有加密字段；完成后即可去掉旧密钥。"

    def handle(self, **options):
        for model in apps.get_models():
            fields = [f.attname for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
            if fields:
                rewritten = sum(_rewrite(model, fields, keys) for keys in _batches(model))
                self.stdout.write(f"{model._meta.verbose_name}：重写 {rewritten} 行。")


def _batches(model):
    """Yield the primary keys of all rows, a batch at a time, oldest first."""
    last, size = None, getattr(model, "renewed_at_once", BATCH)
    while True:
        rows = model._base_manager.order_by("pk")
        keys = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:size])
        if not keys:
            return
        yield keys
        last = keys[-1]


@transaction.atomic
def _rewrite(model, fields, keys):
    """Write the fields of these rows again and leave everything else as it is; return how many rows."""
    rows = list(model._base_manager.select_for_update().filter(pk__in=keys).only("pk", *fields))
    model._base_manager.bulk_update(rows, fields)
    return len(rows)
