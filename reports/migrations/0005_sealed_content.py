import reports.models
from django.db import migrations, models


def seal(apps, schema_editor):
    """Pack and encrypt what snapshots state."""
    for snapshot in apps.get_model("reports", "Snapshot").objects.iterator(chunk_size=20):
        snapshot.sealed = snapshot.content
        snapshot.save(update_fields=["sealed"])


def unseal(apps, schema_editor):
    """Write it in clear again."""
    for snapshot in apps.get_model("reports", "Snapshot").objects.iterator(chunk_size=20):
        snapshot.content = snapshot.sealed
        snapshot.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_manuscripts'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='about',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='对象'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='snapshot',
            name='about',
            field=models.CharField(blank=True, default='', max_length=40, verbose_name='对象'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='snapshot',
            name='content',
            field=models.JSONField(default=dict, encoder=reports.models.DjangoJSONEncoder, verbose_name='内容'),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='sealed',
            field=reports.models.PackedContentField(default=dict, verbose_name='内容'),
            preserve_default=False,
        ),
        migrations.RunPython(seal, unseal, elidable=True),
        migrations.RemoveField(
            model_name='snapshot',
            name='content',
        ),
        migrations.RenameField(
            model_name='snapshot',
            old_name='sealed',
            new_name='content',
        ),
    ]
