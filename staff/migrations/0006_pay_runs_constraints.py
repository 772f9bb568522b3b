from decimal import Decimal

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('staff', '0005_pay_runs_data')]

    operations = [
        migrations.AddConstraint(
            model_name='stipendline',
            constraint=models.UniqueConstraint(fields=('run', 'member', 'payer'), name='line_once_per_member_and_payer', violation_error_message='此人同一资金来源已在名册中。'),
        ),
        migrations.AddConstraint(
            model_name='stipendline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('carried_out__gte', 0), models.Q(('amount', 0), ('carried_out', 0), _connector='OR'), ('back_pay__gte', 0), ('pay__gte', 0), ('recovery__gte', 0), ('bonus__gte', 0), ('carried_in__gte', 0), ('deduction__gte', 0)), name='line_is_never_negative', violation_error_message='实发金额不能小于 0。'),
        ),
        migrations.AddConstraint(
            model_name='stipendline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('pay'), '+', models.F('back_pay')), '+', models.F('bonus')), '-', models.F('recovery')), '-', models.F('deduction')), '-', models.F('personal')), '-', models.F('carried_in')), '+', models.F('carried_out')), '-', models.Value(Decimal('0.005')))), ('amount__lt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('pay'), '+', models.F('back_pay')), '+', models.F('bonus')), '-', models.F('recovery')), '-', models.F('deduction')), '-', models.F('personal')), '-', models.F('carried_in')), '+', models.F('carried_out')), '+', models.Value(Decimal('0.005'))))), name='line_adds_up', violation_error_message='实发金额与各项不符。'),
        ),
        migrations.AddConstraint(
            model_name='stipendline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'paid'), ('paid_on__isnull', False)), models.Q(('outcome__in', ['failed', 'reissued']), models.Q(('failure', ''), _negated=True)), ('outcome__in', ['waiting', 'nothing_due']), _connector='OR'), name='line_outcome_has_its_facts', violation_error_message='已发放的须有入账日期，退回的须有原因。'),
        ),
        migrations.AddConstraint(
            model_name='stipendmonth',
            constraint=models.UniqueConstraint(condition=models.Q(('is_live', True), ('kind', 'pay')), fields=('member', 'month'), name='month_paid_once', violation_error_message='此人当月补贴已在名册中，不能重复发放。'),
        ),
        migrations.AddConstraint(
            model_name='stipendmonth',
            constraint=models.UniqueConstraint(fields=('line', 'month', 'kind'), name='month_once_per_line', violation_error_message='同一明细中当月同类只能有一笔。'),
        ),
        migrations.AddConstraint(
            model_name='stipendmonth',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'pay')), models.Q(('amount__gte', 0), ('kind', 'back_pay')), models.Q(('amount__lte', 0), ('kind', 'recovery')), _connector='OR'), name='month_sign_fits_its_kind', violation_error_message='金额的正负与类别不符。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'regular'), models.Q(('state', 'cancelled'), _negated=True)), fields=('unit', 'first_month', 'last_month'), name='run_once_per_period', violation_error_message='该期间已有发放名册。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('follows',), name='run_one_follow_up', violation_error_message='退回的款项已有重发名册。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('made_by')), _negated=True), models.Q(('approved_by', models.F('reviewed_by')), _negated=True)), _connector='OR'), name='run_approver_is_a_third', violation_error_message='终审人须是造册人、复核人以外的第三人。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.CheckConstraint(condition=models.Q(('first_month__day', 1), ('last_month__day', 1), ('last_month__gte', models.F('first_month'))), name='run_months_in_order', violation_error_message='起止月份不对。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows', None), ('kind', 'regular')), models.Q(('follows__isnull', False), ('kind', 'follow_up')), _connector='OR'), name='run_follow_up_has_its_run', violation_error_message='重发名册须指明原名册。'),
        ),
        migrations.AddConstraint(
            model_name='stipendrun',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'cancelled'), models.Q(('locked_at', None), ('reviewed_by', None), ('state__in', ('draft', 'confirming'))), models.Q(('locked_at', None), ('needs_second', True), ('reviewed_by__isnull', False), ('state', 'reviewed')), models.Q(('state__in', ['locked', 'notice', 'ready', 'exported', 'returned', 'closed']), ('locked_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('needs_second', False), ('approved_by__isnull', False), _connector='OR')), _connector='OR'), name='run_state_fits_its_steps', violation_error_message='名册状态与复核、终审、锁定不符。'),
        ),
    ]
