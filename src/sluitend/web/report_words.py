"""The words of the report: what each measure and each cell is called, and what may be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from sluitend.domain.absence import AbsenceKind
from sluitend.domain.report import Change, FlowPart, GoalResult, Measure, SafeTable
from sluitend.domain.vocabulary import N_, LifeDomain, Track
from sluitend.web.charts import BarChart, bar_chart

HIDDEN = "."

FLOW_WORDS: Mapping[str, str] = {
    FlowPart.BEGIN: N_("aan het begin"),
    FlowPart.INFLOW: N_("erbij gekomen"),
    FlowPart.OUTFLOW: N_("afgesloten"),
    FlowPart.END: N_("aan het eind"),
}
SIGNAL_WORDS: Mapping[str, str] = {
    **{track.value: track.sentence for track in Track},
    "not_taken_up": N_("Niet opgepakt, met reden"),
}
EXPLAIN: Mapping[str, str] = {
    Measure.CASES: N_("Begin plus erbij min afgesloten is eind. Na het afronden kan dat een paar verschillen."),
    Measure.CHILDREN: N_("Kinderen in deze gezinnen. Na het afronden kan de som een paar verschillen."),
    Measure.SIGNALS: N_("Meldingen waarover in deze periode is besloten, naar wat ermee is gedaan."),
    Measure.GOALS: N_("Doelen die in deze periode zijn afgesloten, geteld per persoon voor wie het doel was."),
    Measure.DOMAINS: N_(
        "Wat een medewerker aan het begin en bij de evaluatie zag. Oorzaak en gevolg zijn niet vastgesteld."
    ),
    Measure.ABSENCES: N_("Meldingen van scholen. Beter melden geeft meer meldingen; dat is geen slechter verzuim."),
}


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table with its chart, ready to draw. rows: (label, published number or a dot, percentage or a dot).

    nothing: the sentence that stands in its place when no number of it may be shown, or empty.
    """

    title: str
    explain: str
    rows: tuple[tuple[str, str, str], ...]
    with_percentages: bool
    chart: BarChart
    nothing: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str, str, int], ...]:
        """Give each row with how long its bar is."""
        return tuple((*row, bar.width) for row, bar in zip(self.rows, self.chart.bars, strict=True))


def _words_of(measure: str) -> Mapping[str, str]:
    if measure in (Measure.CASES, Measure.CHILDREN):
        return FLOW_WORDS
    if measure == Measure.SIGNALS:
        return SIGNAL_WORDS
    if measure == Measure.GOALS:
        return {result.value: result.sentence for result in GoalResult}
    if measure == Measure.ABSENCES:
        return {kind.value: kind.sentence for kind in AbsenceKind}
    return {change.value: change.sentence for change in Change}


def shown(table: SafeTable) -> ShownTable:
    """Give a table its words in the language of the reader."""
    words = _words_of(table.measure)
    base, _, domain = table.measure.partition(".")
    title = gettext(Measure(base).sentence)
    if domain:
        title = f"{title}: {gettext(LifeDomain(domain).sentence)}"
    shares = dict(table.percentages)
    rows = tuple(
        (
            gettext(words.get(key, key)),
            HIDDEN if number is None else str(number),
            HIDDEN if shares.get(key) is None else f"{shares[key]} %",
        )
        for key, number in table.rows
    )
    # The table beside it has the whole words; a bar has room for what stands before a colon.
    bars = [(gettext(words.get(key, key)).partition(":")[0], number) for key, number in table.rows]
    explain, chart = gettext(EXPLAIN[Measure(base)]), bar_chart(bars, hidden=HIDDEN)
    shares_shown = any(share is not None for share in shares.values())  # a column of dots tells nothing
    return ShownTable(title, explain, rows, shares_shown, chart, _nothing(table))


def _nothing(table: SafeTable) -> str:
    """A table of dots alone tells nothing: a sentence says so."""
    if not table.rows:
        return gettext("In deze periode valt hier niets te tellen.")
    if all(number is None for _key, number in table.rows):
        return gettext("Overal minder dan tien, of te weinig om te tonen. Daarom staan hier geen getallen.")
    return ""
