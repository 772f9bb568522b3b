import core.encryption
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_initial'),
        ('registry', '0022_benefit_finding_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('name', core.encryption.EncryptedTextField(blank=True, verbose_name='姓名')),
                ('id_number', core.encryption.EncryptedTextField(blank=True, verbose_name='身份证号')),
                ('state', models.CharField(choices=[('open', '待处理'), ('registered', '已登记'), ('mistyped', '号码有误，已对上'), ('elsewhere', '外地户籍')], default='open', max_length=10, verbose_name='状态')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='处理日期')),
            ],
            options={
                'verbose_name': '不在登记表的领取人',
                'verbose_name_plural': '不在登记表的领取人',
            },
        ),
        migrations.AddField(
            model_name='payee',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='registry.person', verbose_name='登记表里的人'),
        ),
        migrations.AddField(
            model_name='payee',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人'),
        ),
        migrations.AddField(
            model_name='payee',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payees', to='orgs.unit', verbose_name='县（区）'),
        ),
        migrations.AddField(
            model_name='payment',
            name='payee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='registry.payee', verbose_name='领取人'),
        ),
        migrations.AddIndex(
            model_name='payee',
            index=models.Index(fields=['digest', 'state'], name='payee_digest'),
        ),
        migrations.AddConstraint(
            model_name='payee',
            constraint=models.UniqueConstraint(fields=('unit', 'digest'), name='payee_once', violation_error_message='这个领取人已经列出。'),
        ),
    ]
