"""Cautions that follow from the patient's record: intervals, units over time, limits of labels, and the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal

from charting.domain.cautions.case import NO_DAY, Case, Past, note, rule_text, units
from charting.domain.cautions.given import added, other_products
from charting.domain.cautions.places import interval_months
from charting.domain.cautions.rule import Caution, CautionNote, Said, said, said_of_data
from charting.domain.dosing.reference import Limit, Product
from charting.domain.face.face import base_area
from charting.domain.past.timing import days_between, months_later
from charting.domain.past.touch_ups import is_treatment
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import age_on
from charting.domain.visit.visit import Kind, total_units

_ANSWERS = {
    "milk_protein": "cow's-milk protein allergy", "toxin_allergy": "allergy to botulinum toxin",
    "human_albumin": "allergy to human albumin", "pregnant": "pregnant", "breastfeeding": "breast-feeding",
}  # fmt: skip
_CONDITIONS = {
    Condition.MYASTHENIA_GRAVIS: "myasthenia gravis", Condition.LAMBERT_EATON: "Lambert-Eaton syndrome",
    Condition.ALS: "ALS", Condition.OTHER_NEUROMUSCULAR: "neuromuscular disease", Condition.DRY_EYE: "dry eye",
    Condition.SWALLOWING: "trouble swallowing", Condition.BREATHING: "asthma or trouble breathing",
    Condition.CARDIOVASCULAR: "heart or vessel disease", Condition.BLEEDING: "bleeding disorder",
    Condition.SURGERY_PLANNED: "surgery planned", Condition.PTOSIS: "drooping eyelids",
    Condition.WEAK_FOREHEAD: "weak forehead or trouble raising the brows", Condition.FACIAL_PALSY: "facial palsy",
    Condition.FACE_SURGERY: "surgery of the face", Condition.FILLER_OR_LASER: "filler or laser lately",
    Condition.AMINOGLYCOSIDES: "aminoglycoside or spectinomycin", Condition.MUSCLE_RELAXANTS: "muscle relaxant",
    Condition.ANTICHOLINERGICS: "anticholinergic", Condition.BLOOD_THINNERS: "blood thinner",
    Condition.OTHER_TOXIN: "other botulinum toxin lately", Condition.TOXIN_REACTION: "side effect of a toxin before",
}  # fmt: skip


# ---------------------------------------------------------------------- time


def interval(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """A treatment before the label's calendar months since the last one of this product or of one of these areas.

    Treatments elsewhere count whatever their area, which is not known. A touch-up neither has nor begins an interval,
    unless it comes so late that it counts as a treatment.
    """
    if rule.min_months is None or not case.is_treatment:
        return
    months = interval_months(case, case.visit.product) if case.visit.product else rule.min_months
    last = _last(case, treatments=True)
    if last is None or months_later(last[0], months) <= case.day:
        return
    since = _since(*last, case)
    if case.visit.kind is Kind.TOUCH_UP:
        late = "{since}; a touch-up after more than {days} days counts as a treatment"
        since = said(late, since=since, days=case.touch_up_days)
    found = note(rule, rule.id, since)
    due = months_later(last[0], months)
    limit = _limit(case, "interval_months")
    yield CautionNote(
        found.key, found.id, found.measured,
        said("Label: {months} months between treatments, so from {due}", months=months, due=due),
        limit.source.short if limit else found.source, limit.mark if limit else found.mark, found.weak,
    )  # fmt: skip


def booster(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """More toxin within some days of the last; a top-up changes nothing but that it need not be called one."""
    if rule.min_days is None or case.visit.kind is Kind.REVIEW:
        return
    last = _last(case, treatments=False)
    if last is not None and days_between(last[0], case.day) <= rule.min_days:
        found = note(rule, rule.id, _since(*last, case))
        yield replace(found, rule=rule_text(rule, advice=case.visit.kind is not Kind.TOUCH_UP))


def _last(case: Case, *, treatments: bool) -> tuple[date, Said | None] | None:
    """The day of the last treatment before (or touch-up, without `treatments`), and what is to be said of where it was.

    Only a touch-up can be of the day of its own treatment; for a treatment another one of that day is the same sitting.
    """
    visit, areas = case.visit, case.areas
    known: list[tuple[date, Said | None]] = [
        (past.day, None)
        for past in case.before
        if (is_treatment(past, case.past, case.touch_up_days) if treatments else past.kind is not Kind.REVIEW)
        and (past.product == visit.product or past.areas & areas)
        and (past.day < case.day or past.id == visit.of)
    ]
    for earlier in _elsewhere(case):
        if earlier.on < case.day:
            where = said("elsewhere, {product}", product=_elsewhere_name(case, earlier))
            known.append((earlier.on, said("{where}, about", where=where) if earlier.about else where))
    return max(known, key=lambda one: (one[0], str(one[1] or "")), default=None)


def _since(day: date, where: Said | None, case: Case) -> Said:
    days = days_between(day, case.day)
    since = said("1 day since {day}", day=day) if days == 1 else said("{days} days since {day}", days=days, day=day)
    return since if where is None else said("{since} ({where})", since=since, where=where)


def _elsewhere(case: Case) -> tuple[EarlierToxin, ...]:
    return case.history.earlier if case.history is not None else ()


# ---------------------------------------------------------------------- units and limits


def cumulative(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """Units of one product within calendar months, with what was given before, here and elsewhere."""
    if rule.limit_units is None or rule.window_months is None or rule.product != case.visit.product:
        return
    total, least = _given(case, rule.window_months)
    if total > rule.limit_units:
        yield note(rule, rule.id, _over_time(total, least, rule.window_months))


def limits(case: Case) -> Iterator[CautionNote]:
    """What the product's own data bound besides: units of a session, units over time, the patient's age."""
    product = case.reference.products.get(case.visit.product or "")
    if product is None or not case.treats:
        return
    ruled = any(rule.product == product.id and rule.window_months is not None for rule in case.reference.cautions)
    for limit in product.limits:
        if limit.kind == "session_units":
            yield from _session(case, product, limit)
        elif limit.kind in ("age_years", "contraindicated_from_years"):
            yield from _age(case, product, limit)
        elif limit.kind == "cumulative_units" and limit.window_months is not None and not ruled:
            total, least = _given(case, limit.window_months)
            if total > limit.value:
                rule = said("At most {units} U of {product} in {months} months", units=limit.value,
                            product=product.name, months=limit.window_months)  # fmt: skip
                yield _by_limit(limit, product, _over_time(total, least, limit.window_months), rule)


def _session(case: Case, product: Product, limit: Limit) -> Iterator[CautionNote]:
    here = set(limit.areas)
    given = (m.point for m in case.members if not here or base_area(m.code or "") in here)
    total = total_units(given) + sum((_within(past, here) for past in added(case)), Decimal(0))
    if total > limit.value:
        rule = said("At most {units} U of {product} in a session", units=limit.value, product=product.name)
        yield _by_limit(limit, product, units(total), rule)


def _within(past: Past, areas: Set[str]) -> Decimal:
    """U of a visit in these areas (codes without side); without any named, all of it."""
    if not areas:
        return past.units
    return sum((dose for (code, _), dose in past.doses.items() if base_area(code) in areas), Decimal(0))


def _age(case: Case, product: Product, limit: Limit) -> Iterator[CautionNote]:
    if case.patient is None or NO_DAY in (case.patient.born, case.day):
        return
    age = age_on(case.patient.born, case.day)
    measured = said("{age} years", age=age)
    if limit.kind == "contraindicated_from_years":
        if age >= limit.value:
            text = "{product} is contraindicated from {age} years on"
            rule = said(text, product=product.name, age=limit.value)
            yield replace(_by_limit(limit, product, measured, rule), urgent=True)
    elif age > limit.value:
        rule = said("{product} is labelled up to {age} years", product=product.name, age=limit.value)
        yield _by_limit(limit, product, measured, rule)


def _by_limit(limit: Limit, product: Product, measured: Said, rule: Said) -> CautionNote:
    if limit.note:
        rule = said("{rule}; {note}", rule=rule, note=said_of_data(limit.note))
    key = f"{limit.kind}:{product.id}"
    return CautionNote(key, limit.kind, measured, rule, limit.source.short, limit.mark)


def _given(case: Case, months: int) -> tuple[Decimal, bool]:
    """U of the visit's product within the months up to its day, and whether it was at least so many.

    A treatment so many months ago to the day is out of the window. What was given elsewhere without its units known,
    or of a product that is not known, adds nothing but the “at least”.
    """
    begin, product = months_later(case.day, -months), case.visit.product
    total, least = total_units(case.visit.points), False
    for past in case.before:
        if past.product == product and past.day > begin:
            total += past.units
    for earlier in _elsewhere(case):
        if begin < earlier.on <= case.day and earlier.product in (product, None):
            if earlier.product is None or earlier.units is None:
                least = True
            else:
                total += earlier.units
    return total, least


def _over_time(total: Decimal, least: bool, months: int) -> Said:
    words = "at least {units} U in {months} months" if least else "{units} U in {months} months"
    return said(words, units=total, months=months)


def _limit(case: Case, kind: str) -> Limit | None:
    product = case.reference.products.get(case.visit.product or "")
    return next((limit for limit in product.limits if limit.kind == kind), None) if product is not None else None


# ---------------------------------------------------------------------- the patient's history


def history(case: Case, rule: Caution) -> Iterator[CautionNote]:
    """What the patient answered, or the record tells, that a rule names; contraindications are urgent."""
    if not case.treats or not (rule.conditions or rule.answers):
        return
    if rule.product is not None and rule.product != case.visit.product:
        return
    if rule.products and case.visit.product not in rule.products:
        return
    here = case.areas & set(rule.areas)
    if rule.areas and not here:
        return
    known = (
        *_answered(case.history or PatientHistory(), rule.answers),
        *(said(_CONDITIONS[c]) for c in rule.conditions if _has(case, c) and not _is_over(case, rule)),
        *(_other_toxin(case, rule) if Condition.OTHER_TOXIN in rule.conditions else ()),
    )
    if known:
        urgent = rule.rule == "contraindication"
        yield note(rule, rule.id, said("{known}", known=known), points=case.within(here), urgent=urgent)


def _answered(answers: PatientHistory, names: Iterable[str]) -> list[Said]:
    return [said(_ANSWERS[name]) for name in names if getattr(answers, name) is Answer.YES]


def _has(case: Case, condition: Condition) -> bool:
    return case.history is not None and condition in case.history.conditions


def _is_over(case: Case, rule: Caution) -> bool:
    """Whether an answer of a rule with a window was given so long before the day of the visit that it says nothing."""
    asked = case.history.asked_at if case.history is not None else None
    if rule.window_months is None or asked is None:
        return False
    return months_later(asked.date(), rule.window_months) <= case.day


def _other_toxin(case: Case, rule: Caution) -> list[Said]:
    """Another product of the record within the window, and elsewhere one that may be not known.

    What was elsewhere before the label's interval is over `interval` says.
    """
    if rule.window_months is None or case.visit.product is None:
        return []
    near = interval_months(case, case.visit.product)
    return other_products(case, rule.window_months) + [
        said("{product}, {since}", product=_elsewhere_name(case, earlier), since=_since(earlier.on, None, case))
        for earlier in _elsewhere(case)
        if earlier.product != case.visit.product
        and months_later(earlier.on, near) <= case.day < months_later(earlier.on, rule.window_months)
    ]


def _elsewhere_name(case: Case, earlier: EarlierToxin) -> Said | str:
    product = case.reference.products.get(earlier.product or "")
    return product.name if product is not None else said("product not known")
