"""The icon set: drawn for this project on a grid of 24, one line width, in the colour of the text around it.

An icon always stands beside words, so it is hidden from screen readers.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

_PATHS: dict[str, str] = {
    "arrow-left": "M19 12H5m6-6-6 6 6 6",
    "arrow-right": "M5 12h14m-6-6 6 6-6 6",
    "bell": "M6.5 10.5a5.5 5.5 0 0 1 11 0V15l1.5 2.5h-14L6.5 15zM10 17.5a2 2 0 0 0 4 0",
    "calendar": "M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4",
    "chart": "M5 19.5h14M7 16v-4M12 16V6M17 16v-7",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "check-list": "m4 7 1.8 1.8L9 5.6M12 7.2h8M4 15.2l1.8 1.8L9 13.8M12 15.6h8",
    "chevron-down": "m6 9.5 6 6 6-6",
    "chevron-right": "m9.5 6 6 6-6 6",
    "clock": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.8",
    "close": "m6 6 12 12M18 6 6 18",
    "document": "M7 3.5h7l4 4v13H7zM14 3.5v4h4M9.8 12h5.4M9.8 15.6h5.4",
    "eye": "M3 12c2.2-3.8 5.2-5.7 9-5.7s6.8 1.9 9 5.7c-2.2 3.8-5.2 5.7-9 5.7S5.2 15.8 3 12zM12 9.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
    "folder": "M3.5 6h6l2 2.4h9v10.1h-17z",
    "home": "m4 11.5 8-7 8 7M6.5 10v9.5h11V10M10 19.5v-5h4v5",
    "inbox": "M5.5 5h13l2 8.5v5.5h-17v-5.5zM3.8 13.5h4.7l1.3 2.6h4.4l1.3-2.6h4.7",
    "info": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11.2v5M12 7.8v.4",
    "language": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4.2 12h15.6M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8S9.7 6.2 12 4z",
    "lock": "M6 11h12v8.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "log": "M5 4.5h14v15H5zM8.3 8.5h7.4M8.3 12h7.4M8.3 15.5h4.4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "people": "M9 5a3.1 3.1 0 1 0 0 6.2A3.1 3.1 0 0 0 9 5zM3.2 19c.3-3.7 2.2-5.5 5.8-5.5s5.5 1.8 5.8 5.5zM15.6 5.4a2.9 2.9 0 0 1 0 5.5M16.7 13.8c2.5.5 3.9 2.2 4.1 5.2",
    "person": "M12 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4zM5 19.5c.4-3.9 2.7-5.8 7-5.8s6.6 1.9 7 5.8z",
    "phone": "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3c0 1.1-.9 2-2 2C10.5 19 4.5 13 4.5 6c0-1.1.9-2 2-2z",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 16H4V9h16v7h-3M7 13.5h10V20H7z",
    "report": "M4.5 5h15v11H11l-4.5 4v-4h-2zM12 8v3M12 13v.3",
    "search": "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
    "settings": "M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.2v4.6M9 14.2v4.6",
    "share": "M12 15V4m-4 4 4-4 4 4M5 12v8h14v-8",
    "sign-out": "M10 4.5H5v15h5M9.5 12H20m-4-4 4 4-4 4",
    "warning": "M12 4.5 21 19.5H3zM12 10v4.5M12 16.8v.3",
}


def icon(name: str, *, size: str = "md") -> SafeString:
    """Draw an icon by name. size: `sm` (16), `md` (20) or `lg` (24). Raises KeyError for an unknown name or size."""
    pixels = {"sm": 16, "md": 20, "lg": 24}[size]
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{0}" height="{0}" fill="none" stroke="currentColor"'
        ' stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{1}"/></svg>',
        pixels,
        _PATHS[name],
    )


def names() -> tuple[str, ...]:
    """List the icons there are."""
    return tuple(_PATHS)
