import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_evidence_uses'),
        ('orgs', '0002_squashed_0005_tables'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='evidence',
            name='check_row',
        ),
        migrations.AlterField(
            model_name='evidence',
            name='kind',
            field=models.CharField(choices=[('photo', '照片'), ('scan', '扫描件'), ('sheet', '表格'), ('paper', '文件')], max_length=10, verbose_name='种类'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='title',
            field=models.CharField(max_length=100, verbose_name='名称'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='orgs.unit', verbose_name='单位'),
        ),
    ]
