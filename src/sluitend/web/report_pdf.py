"""The half-year report as a PDF. The compiler itself refuses what would not be accessible (PDF/UA-1)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import typst
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from sluitend.web.report_words import HIDDEN, shown

if TYPE_CHECKING:
    from sluitend.queries.reports import PeriodReport


def report_pdf(report: PeriodReport) -> bytes:
    """Compile the report; what people typed nowhere becomes markup, because it travels as data.

    Raises:
        typst.TypstError: the document would not meet PDF/UA-1.
    """
    tables = [
        {
            "title": table.title,
            "explain": table.explain,
            "head": [gettext("Wat"), gettext("Aantal"), *([gettext("Deel")] if table.with_percentages else [])],
            "rows": [list(row if table.with_percentages else row[:2]) for row in table.rows],
            "alt": gettext("Staafdiagram van %(title)s; dezelfde getallen staan in de tabel eronder.")
            % {"title": table.title},
            "nothing": table.nothing,
            "bars": [[bar.label, bar.words, bar.width] for bar in table.chart.bars],
        }
        for table in map(shown, report.tables)
    ]
    data = {
        "lang": get_language() or "nl",
        "title": gettext("Halfjaarverslag %(period)s") % {"period": report.period.code},
        "place": gettext("Gemeente %(name)s") % {"name": report.municipality},
        "made": gettext("Vastgesteld op %(day)s") % {"day": date_format(report.made_at, "j F Y")},
        "about": gettext("Over %(first)s tot en met %(last)s.")
        % {
            "first": date_format(report.period.starts_on, "j F Y"),
            "last": date_format(report.period.ends_on, "j F Y"),
        },
        "rules": [
            gettext("Een punt (%(dot)s) betekent: minder dan tien, of te weinig om te tonen.") % {"dot": HIDDEN},
            gettext("Getallen zijn afgerond op vijf. Daarom kunnen sommen een paar verschillen."),
            gettext("Een percentage staat er alleen als het over vijftig of meer gaat."),
            gettext("Casussen en meldingen met verhoogde veiligheid tellen niet mee."),
            gettext("Wij tellen niet naar afkomst, taal, geloof, straat of school."),
        ],
        "rules_title": gettext("Hoe leest u deze getallen?"),
        "tables": tables,
    }
    template = files("sluitend.web").joinpath("templates/reports/report.typ").read_bytes()
    return typst.compile(template, sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"], format="pdf")
