"""A calendar as a file that every calendar reads (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import icalendar

from sluitend.domain.clock import AMSTERDAM
from sluitend.domain.messages import CALENDAR_ACTION, CALENDAR_TERM
from sluitend.queries.calendar import Calendar, CalendarItem, ItemKind

CONTENT_TYPE = "text/calendar; charset=utf-8"
_TITLES = {ItemKind.TERM: CALENDAR_TERM, ItemKind.ACTION: CALENDAR_ACTION}


def write(calendar: Calendar, link: str) -> bytes:
    """Write the file. link: the page that every item opens. The same calendar gives the same bytes all day."""
    file = icalendar.Calendar()
    file.add("prodid", "-//Sluitend//Sluitend//NL")
    file.add("version", "2.0")
    file.add("x-wr-calname", "Sluitend")
    file.add("x-wr-timezone", AMSTERDAM.key)
    file.add_component(_time_zone())
    stamp = datetime.combine(calendar.today, time(), AMSTERDAM).astimezone(UTC)
    for item in calendar.items:
        file.add_component(_event(item, stamp, link))
    return bytes(file.to_ical())


def _event(item: CalendarItem, stamp: datetime, link: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{item.uid}@sluitend")
    event.add("dtstamp", stamp)
    event.add("dtstart", item.day)
    event.add("dtend", item.day + timedelta(days=1))
    event.add("summary", _TITLES[item.kind])
    event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # a term takes no time: colleagues still see somebody as free
    return event


def _time_zone() -> icalendar.Timezone:
    """Amsterdam, as the European Union sets it since 1996: the last Sunday of March and of October, at 1:00 UTC."""
    zone = icalendar.Timezone()
    zone.add("tzid", AMSTERDAM.key)
    for part, name, month, begin, before, after in (
        (icalendar.TimezoneDaylight(), "CEST", 3, datetime(1996, 3, 31, 2), 1, 2),  # noqa: DTZ001 - local by definition
        (icalendar.TimezoneStandard(), "CET", 10, datetime(1996, 10, 27, 3), 2, 1),  # noqa: DTZ001
    ):
        part.add("dtstart", begin)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
