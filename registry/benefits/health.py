"""Rules of data health about benefits: who is granted something that the register speaks against."""

import tomllib
from pathlib import Path

from django.urls import reverse

from registry.benefits.models import Grant
from registry.choices import ArchiveReason, CardState, Subsistence
from registry.health.rules.catalogue import SEVERITIES, Hit, Rule, register

LISTED = tomllib.loads(Path(__file__).with_name("health.toml").read_text("utf-8"))["rule"]


def running_in(batch):
    """Return {person: [(short name, needs a card, exclusions)]} of what is granted to a batch. One query."""
    by_key = {}
    keys = [subject.pk for subject in batch.subjects]
    if not keys:
        return by_key
    paths = sorted({subject.unit_path for subject in batch.subjects})
    rows = Grant.objects.running().filter(person__unit_path__gte=paths[0], person__unit_path__lte=paths[-1])
    wanted = set(keys)
    for key, *kind in rows.values_list(
        "person_id", "kind__short_name", "kind__needs_card", "kind__excluded_by"
    ).order_by("person_id", "kind__order"):
        if key in wanted:
            by_key.setdefault(key, []).append(kind)
    return by_key


def left_in_grant(batch, threshold):
    """Find those archived who are still granted something."""
    running = running_in(batch)
    for subject in batch.archived:
        if kinds := running.get(subject.pk):
            names = "、".join(name for name, *_ in kinds)
            why = ArchiveReason(subject.archive_reason).label
            yield Hit(subject.pk, f"已归档（{why}），仍在享{names}。", (subject.archive_reason, names))


def card_lost_in_grant(batch, threshold):
    """Find those granted something that needs a certificate, without one in force."""
    running = running_in(batch)
    for subject in batch.active:
        names = "、".join(name for name, needs_card, _ in running.get(subject.pk, ()) if needs_card)
        if names and (lost := _card_lost(subject, batch.today)):
            yield Hit(subject.pk, f"残疾人证{lost}，仍在享{names}。", (lost, names))


def tekun_in_grant(batch, threshold):
    """Find 特困 persons granted what rules 特困 out."""
    running = running_in(batch)
    for subject in batch.active:
        if subject.subsistence == Subsistence.TEKUN:
            kinds = running.get(subject.pk, ())
            if names := "、".join(name for name, _, excluded in kinds if "tekun" in excluded.split(",")):
                yield Hit(subject.pk, f"特困人员，仍在享{names}。", (subject.subsistence, names))


def _card_lost(subject, today):
    if subject.card_state in (CardState.FROZEN, CardState.CANCELLED):
        return f"已{CardState(subject.card_state).label}"
    expires = subject.card_expires_on
    # The month in which it ran out is still paid (§6.3).
    if expires is not None and (expires.year, expires.month) < (today.year, today.month):
        return f"已于 {expires} 过期"
    return ""


FINDERS = {rule.__name__: rule for rule in (left_in_grant, card_lost_in_grant, tekun_in_grant)}


def place_of(person):
    """Return label and address of the page where benefits are ended."""
    return "查看补贴", reverse("benefits:person_benefits", args=[person.pk])


def register_rules():
    """Add the rules to the catalogue of data health."""
    for entry in LISTED:
        told = entry | {"severity": SEVERITIES[entry["severity"]]}
        register(Rule(**told, find=FINDERS[entry["code"]], place=place_of))
