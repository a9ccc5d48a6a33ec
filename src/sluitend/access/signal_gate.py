"""Enter a signal: why this viewer may see it, how much of each kind of data, and with its line in the log.

What the gate does not open is the same as what is not there: NotFound. A concern of heightened safety holds a signal
of exploitation or forced marriage (K15) for its named readers, and nothing for anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sluitend.access import audit, context, matches
from sluitend.access.staff import at_work
from sluitend.content.roles import default_readers
from sluitend.domain.outcome import NotFound
from sluitend.domain.sharing import Given, ReadLevel, Relation, Viewer, readable
from sluitend.domain.signal import SignalStatus
from sluitend.domain.triage import SECOND_READERS, Outcome, may_decide
from sluitend.domain.vocabulary import N_, Category, Role, Stage, Worded
from sluitend.records.models import HiddenMatch, NamedReader, SecondReading, Signal, SignalCaseLink

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _Why(TypedDict):
    is_named: bool
    is_reading: bool
    is_linked: bool
    is_hidden: bool


class SignalReason(Worded):
    """Why somebody may see a signal, in one sentence."""

    INBOX = "inbox", N_("U beoordeelt meldingen.")
    NAMED = "named", N_("U staat op de lijst van mensen die deze melding mogen lezen.")
    SECOND_READER = "second_reader", N_("Een collega vroeg u om mee te lezen.")
    COORDINATOR = "coordinator", N_("Deze melding hoort bij een casus van u.")
    HIDDEN = "hidden", N_("Deze melding raakt een casus met verhoogde veiligheid die u mag zien.")


@dataclass(frozen=True, slots=True)
class SignalAccess:
    """What one viewer may do with one signal, now.

    row: for services and queries only; no page gets it. reasons: all that hold, the strongest first. until: the last
    day, None while nothing ends it. decides: deciding is theirs. content: the category that the text of it is.
    """

    row: Signal
    reasons: tuple[SignalReason, ...]
    until: date | None
    decides: bool
    content: Category
    levels: Mapping[Category, ReadLevel]

    @property
    def reason(self) -> SignalReason:
        """Give the strongest reason."""
        return self.reasons[0]

    @property
    def status(self) -> SignalStatus:
        """Give where the signal stands."""
        return SignalStatus(self.row.status)

    @property
    def integral(self) -> bool:
        """Tell whether a case came from it."""
        return bool(self.row.outcome == Outcome.INTEGRAL)

    def sees(self, category: Category) -> bool:
        """Tell whether the viewer reads this kind of data."""
        return self.levels[category] >= ReadLevel.READ


def signal_access(viewer: Viewer, signal_id: UUID, *, now: datetime, lock: bool = False) -> SignalAccess:
    """Say what a viewer may do with a signal, without a read line: for services, which write their own line.

    lock: hold the row until the transaction ends, so that two decisions cannot cross.

    Raises:
        NotFound: there is no such signal for this viewer, or the table gives their role nothing of it.
    """
    found = _with_reasons(viewer, context.today(now)).filter(pk=signal_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound
    reasons = tuple(_reasons(viewer, row))
    if not reasons:
        raise NotFound
    levels = _levels(viewer, row, reasons)
    content = Category.K15 if row.heightened or reasons == (SignalReason.HIDDEN,) else Category.K18
    if content is Category.K15:
        # What was told is K15 here: whoever reads a concern as reported (K18) and is named, reads it too.
        levels[content] = max(levels[content], levels[Category.K18])
    if levels[content] < ReadLevel.READ:
        raise NotFound
    decides = may_decide(viewer) and not {SignalReason.INBOX, SignalReason.NAMED}.isdisjoint(reasons)
    return SignalAccess(
        row=row,
        reasons=reasons,
        until=_until(viewer, row, reasons[0]),
        decides=decides,
        content=content,
        levels=MappingProxyType(levels),
    )


def enter_signal(
    viewer: Viewer, signal_id: UUID, *, action: str, categories: Iterable[Category], now: datetime
) -> SignalAccess:
    """Open a signal for a viewer and write the line that says so.

    categories: what the page will show; only those the viewer may see are shown and logged.

    Raises:
        NotFound: there is no such signal for this viewer.
    """
    access = signal_access(viewer, signal_id, now=now)
    seen = [category for category in (*categories, access.content) if access.sees(category)]
    audit.read(
        viewer,
        action,
        audit.Ref("signal", signal_id, signal_id=signal_id),
        now=now,
        categories=seen,
        why=audit.Why(ground=access.reason.value, rule="F.7b"),
    )
    return access


def readers_for(viewer: Viewer, access: SignalAccess, *, now: datetime) -> dict[UUID, str]:
    """Give the colleagues who can be asked to read along, with their names: not yet asked, and free to read it."""
    day = context.today(now)
    wanted = at_work(day).filter(roles__overlap=sorted(SECOND_READERS)).exclude(pk=viewer.membership_id)
    wanted = wanted.exclude(pk__in=SecondReading.objects.filter(signal=access.row).values("reader_id"))
    if access.row.heightened:
        named = NamedReader.objects.filter(signal=access.row, until__gte=day).values("membership_id")
        wanted = wanted.filter(pk__in=named)
    names = dict(wanted.order_by("display_name", "id").values_list("pk", "display_name"))
    free = matches.free_readers(access.row.pk, list(names))
    return {pk: name for pk, name in names.items() if pk in free}


def _with_reasons(viewer: Viewer, day: date) -> QuerySet[WithAnnotations[Signal, _Why]]:
    """Signals that the database gives the viewer, each with why."""
    mine = Q(membership_id=viewer.membership_id, since__lte=day, until__gte=day)
    named = NamedReader.objects.filter(mine, signal_id=OuterRef("pk"))
    reading = SecondReading.objects.filter(signal_id=OuterRef("pk"), reader_id=viewer.membership_id, until__gte=day)
    holder = Q(case__coordinator_id=viewer.membership_id) | Q(case__deputy_id=viewer.membership_id)
    linked = SignalCaseLink.objects.filter(holder, signal_id=OuterRef("pk"), ended_at=None)
    hidden = HiddenMatch.objects.filter(signal_id=OuterRef("pk"))
    return Signal.objects.select_related("reporter_organisation").annotate(
        is_named=Exists(named), is_reading=Exists(reading), is_linked=Exists(linked), is_hidden=Exists(hidden)
    )


def _reasons(viewer: Viewer, row: WithAnnotations[Signal, _Why]) -> Iterable[SignalReason]:
    if row.is_named:
        yield SignalReason.NAMED
    if viewer.has(Role.INTAKE) and not row.heightened:
        yield SignalReason.INBOX
    if row.is_reading:
        yield SignalReason.SECOND_READER
    if row.is_linked:
        yield SignalReason.COORDINATOR
    if row.is_hidden:
        yield SignalReason.HIDDEN


def _levels(viewer: Viewer, row: Signal, reasons: tuple[SignalReason, ...]) -> dict[Category, ReadLevel]:
    """Give the level of every category: the highest over the reasons."""
    levels = dict.fromkeys(Category, ReadLevel.NONE)
    as_signal = {SignalReason.INBOX, SignalReason.NAMED, SignalReason.SECOND_READER}
    as_case = {SignalReason.COORDINATOR, SignalReason.HIDDEN, SignalReason.NAMED}
    # Who was asked to read along reads as a second reader, whatever else they are asked to do here.
    roles = viewer.roles | ({Role.SECOND_READER} if SignalReason.SECOND_READER in reasons else set())
    taken_in = frozenset({Given.TAKEN_IN}) if row.decided_at is not None else frozenset[Given]()
    for relation, wanted, given in (
        (Relation.SIGNAL, as_signal, taken_in),
        (Relation.CASE, as_case, frozenset({Given.PROTOCOL})),
    ):
        if wanted.isdisjoint(reasons):
            continue
        found = readable(
            default_readers(),
            roles,
            relation,
            stages=frozenset({Stage.S1}),
            given=given,
            heightened=row.heightened,
            named=True,  # row-level security gives a signal of heightened safety to its named readers only
        )
        levels = {category: max(levels[category], found[category]) for category in Category}
    return levels


def _until(viewer: Viewer, row: Signal, reason: SignalReason) -> date | None:
    if reason is SignalReason.NAMED:
        rows = NamedReader.objects.filter(signal=row, membership_id=viewer.membership_id)
        return rows.order_by("-until").values_list("until", flat=True).first()
    if reason is SignalReason.SECOND_READER:
        rows_read = SecondReading.objects.filter(signal=row, reader_id=viewer.membership_id)
        return rows_read.values_list("until", flat=True).first()
    return None


__all__ = ["SignalAccess", "SignalReason", "enter_signal", "readers_for", "signal_access"]
