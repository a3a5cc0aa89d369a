"""The command that asks across the maps of all patients."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from charting.cli.commands import faces, opened, reference_data
from charting.domain.text import number_of
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.desk.asking import Answer, Asked, Asking
    from charting.domain.dosing.reference import Reference
    from charting.domain.past.asking import AskedVisit, Sought
    from charting.store.database import Store

QUESTIONS = ("units", "who", "density", "micro")
BY = ("product", "area", "style", "injector", "month")
STYLES = (
    "below-micro", "micro", "both", "between", "standard", "above-standard", "below-standard", "above-micro",
    "no-range", "mixed",
)  # fmt: skip
MOST_UNITS = Decimal(1_000_000)
_DAY = click.DateTime(["%Y-%m-%d"])


def _units(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    units = number_of(value)
    if units is None or units > MOST_UNITS:
        raise click.BadParameter(f"“{value}” is not a number of units; write one such as 20 or 2.5.")
    return units


@click.command(short_help="Ask across the maps of all patients.")
@click.argument("question", type=click.Choice(QUESTIONS))
@click.option("--by", type=click.Choice(BY), default="area", show_default=True, help="What units are counted by.")
@click.option("--more-than", callback=_units, metavar="U", help="With “who”: had more units than that in an area.")
@click.option("--lot", metavar="LOT", help="With “who”: got this lot, whatever its case and spaces.")
@click.option("--product", metavar="CODE", help="Only this product: a code such as ona_botox, or its name.")
@click.option("--area", metavar="CODE", help="Only this area: a code such as forehead, both sides together.")
@click.option("--style", type=click.Choice(STYLES), help="Only areas dosed like this.")
@click.option("--injector", metavar="NAME", help="Only what was signed under this name.")
@click.option("--from", "since", type=_DAY, metavar="DATE", help="Only from this day on, such as 2026-01-31.")
@click.option("--to", "until", type=_DAY, metavar="DATE", help="Only until this day.")
@click.option("--overall", is_flag=True, help="Density and micro over the whole time instead of month by month.")
@click.option("--csv", "form", flag_value="csv", help="Write CSV: one header row, ISO dates, UTF-8 with its mark.")
@click.option("--json", "form", flag_value="json", help="Write JSON, for programs.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="A file to write instead of the output.")
@click.pass_obj
def ask(
    db: Path, question: str, by: str, more_than: Decimal | None, lot: str | None, product: str | None,
    area: str | None, style: str | None, injector: str | None, since: datetime | None, until: datetime | None,
    overall: bool, form: str | None, out: Path | None,
) -> None:  # fmt: skip
    """Ask across the maps of all patients.

    \b
    units    units, points, visits and patients, by area unless --by says otherwise
    who      who had --more-than so many units in an area, or got a --lot
    density  the mean U/cm² of each area, month by month
    micro    how many of the treatments of each area were micro, month by month

    Only what was signed and still holds counts: no draft, nothing entered in error, no version that was corrected.
    Units of two products are never added up. Density and micro leave touch-ups out.

    \b
    Example:  charting ask units --by month --from 2026-01-01
              charting ask who --area forehead --product ona_botox --more-than 20
              charting ask who --lot C7421 --csv --out recall.csv
              charting ask density --area glabella --json
    """
    from charting.domain.dosing.styles import Style
    from charting.domain.past.asking import Sought

    if (question == "who") == (more_than is None and lot is None) or (more_than is not None and lot is not None):
        raise click.UsageError("“who” takes --more-than or --lot, and nothing else does.")
    reference = reference_data()
    sought = Sought(
        _product(product, reference), _area(area, reference), Style(style) if style else None, injector,
        since.date() if since else None, until.date() if until else None,
    )  # fmt: skip
    if sought.since and sought.until and sought.since > sought.until:
        raise Problem("No day is from {since} on and until {until}.", since=sought.since, until=sought.until)
    with opened(db) as store:
        asking, ranges = _asking(store, reference)
        given = _answer(asking, sought, question, by, more_than, lot, monthly=not overall)
        content = _content(given, ranges, form)
        _note(store, asking, given)
    _write(content, out, db)


# ---------------------------------------------------------------------- inside


def _asking(store: Store, reference: Reference) -> tuple[Asking, Reference]:
    """Asks of a file, and the reference data of today with the ranges its clinic set."""

    from charting.desk.asking import Asking
    from charting.desk.tables import Tables

    tables = Tables(store, reference, faces(), store.clinic.book().ranges)
    return Asking(lambda: tables), tables.reference


def _answer(
    asking: Asking, sought: Sought, question: str, by: str, more_than: Decimal | None, lot: str | None, *, monthly: bool
) -> Answer:
    from dataclasses import replace

    from charting.desk.asking import Asked
    from charting.domain.past.asking import By, Question, products_of

    visits = _read(asking)
    if more_than is not None and sought.product is None:
        codes = [code for code in products_of(visits) if code is not None]
        if len(codes) > 1:
            raise Problem("Name the --product: so many units of another one are something else. There are {codes}.",
                          codes=", ".join(codes))  # fmt: skip
        sought = replace(sought, product=codes[0] if codes else "")
    who = Question.LOT if lot is not None else Question.MORE_THAN
    which = {"units": Question.UNITS, "who": who, "density": Question.DENSITY, "micro": Question.MICRO}[question]
    return asking.answer(visits, Asked(which, sought, By(by), more_than, lot or "", monthly))


def _read(asking: Asking) -> tuple[AskedVisit, ...]:
    """All visits, with a bar on a terminal and nothing elsewhere."""

    if not sys.stderr.isatty():
        return asking.read_all()
    with click.progressbar(length=1, label="Reading", file=sys.stderr) as bar:
        return asking.read_all(_on(bar))


def _on(bar: object) -> Callable[[int, int], None]:
    def report(done: int, count: int) -> None:
        bar.length = max(count, 1)  # type: ignore[attr-defined]
        bar.update(done - bar.pos)  # type: ignore[attr-defined]

    return report


def _content(given: Answer, reference: Reference, form: str | None) -> bytes:
    from charting.cli.answer_text import answer_text
    from charting.exchange.answers import answer_csv, answer_json

    asked = given.asked
    which, by, monthly = asked.question, asked.by, asked.monthly
    if form == "csv":
        return answer_csv(given.rows, which, by, monthly=monthly)
    if form == "json":
        return (answer_json(given.rows, which, by, monthly=monthly, asked=_said(asked)) + "\n").encode()
    if not given.rows:
        return f"Nothing was found for {_sentence(asked)}.{_left_out(given)}\n".encode()
    return (answer_text(given.rows, which, by, reference, monthly=monthly) + "\n" + _left_out(given)).encode()


def _left_out(given: Answer) -> str:
    if not given.left_out:
        return ""
    one = "1 visit" if given.left_out == 1 else f"{given.left_out} visits"
    return f"\n{one} with this lot did not count: a draft, entered in error, or corrected since.\n"


def _said(asked: Asked) -> dict[str, str | Decimal | None]:
    """What was asked for, for programs; what does not matter is null."""
    sought = asked.sought
    return {
        "more_than": asked.units, "lot": asked.lot or None, "product": sought.product, "area": sought.area,
        "style": sought.style and sought.style.value, "injector": sought.injector,
        "from": sought.since.isoformat() if sought.since else None,
        "to": sought.until.isoformat() if sought.until else None,
    }  # fmt: skip


def _sentence(asked: Asked) -> str:
    parts = [f"{name.replace('_', ' ')} {value}" for name, value in _said(asked).items() if value is not None]
    return f"“{asked.question.value}”" + (f" with {', '.join(parts)}" if parts else "")


def _note(store: Store, asking: Asking, given: Answer) -> None:
    """In the audit; where it cannot be written, that is said and the work goes on."""

    try:
        store.audit.key()  # who only reads makes no key where there is none
        asking.note_export(given)
    except Problem as problem:
        click.echo(f"This is not noted in the audit: {problem}", err=True)


def _product(wanted: str | None, reference: Reference) -> str | None:
    if wanted is None or wanted in reference.products:
        return wanted
    named = [code for code, product in reference.products.items() if product.name.casefold() == wanted.casefold()]
    if not named:
        raise Problem("There is no product {wanted}; there are {codes}.",
                      wanted=wanted, codes=", ".join(reference.products))  # fmt: skip
    return named[0]


def _area(wanted: str | None, reference: Reference) -> str | None:
    if wanted is not None and wanted not in reference.areas:
        raise Problem("There is no area {wanted}; there are {codes}, each with both sides.",
                      wanted=wanted, codes=", ".join(reference.areas))  # fmt: skip
    return wanted


def _write(content: bytes, out: Path | None, db: Path) -> None:
    from charting.files import write_whole

    if out is None or str(out) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if out.exists() and db.exists() and out.samefile(db):
        raise Problem("{path} is the database itself; name another file for the answer.", path=out)
    try:
        write_whole(out.absolute(), content)
    except OSError as error:
        raise Problem("{path} cannot be written: {reason}.", path=out, reason=error.strerror) from error
