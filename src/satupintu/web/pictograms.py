"""The pictograms of kiosk, ticket, display and phone: 48 x 48, two strokes thick.

They are drawn inline, like `web.icons`; parts of class `ac` take the accent colour.
"""

PICTOGRAMS: dict[str, str] = {
    "add": '<path d="M24 7v34M7 24h34" stroke-width="4"/>',
    "ask": (
        '<circle class="ac" cx="24" cy="24" r="19"/><path d="M18 19a6 6 0 1 '
        '1 9 5c-2 1.2-3 2.5-3 5M24 35v.2"/>'
    ),
    "back": '<path d="M29 8L13 24l16 16" stroke-width="4"/>',
    "bank": (
        '<path class="ac" d="M4 18L24 6l20 12z"/>'
        '<path d="M4 18L24 6l20 12zM9 22v14M19 22v14M29 22v14M39 22v14M4 41h40"/>'
    ),
    "bell": (
        '<path class="ac" d="M10 35c4-4 3-9 3-14a11 11 0 0 1 22 0c0 5-1 10 3 '
        '14z"/><path d="M19 40a5 5 0 0 0 10 0"/>'
    ),
    "big": '<path d="M4 38l9-26 9 26M7 30h12M27 38l6-17 6 17M29 33h8M41 38h3"/>',
    "call": (
        '<path class="ac" d="M9 7l8-2 5 11-5 4c2 5 6 9 11 11l4-5 11 5-2 8c-1 '
        '3-4 4-7 4C19 41 7 29 5 14c0-3 1-6 4-7z"/>'
    ),
    "cam": (
        '<path class="ac" d="M4 14h10l4-6h12l4 6h10v26H4z"/><circle cx="24" '
        'cy="26" r="8"/>'
    ),
    "car": (
        '<path d="M6 27l5-12a4 4 0 0 1 4-3h18a4 4 0 0 1 4 3l5 12v11H6zM6 '
        '38v4h6v-4M36 38v4h6v-4M9 25h30M10 32h3M35 32h3"/><rect class="ac" '
        'x="17" y="29" width="14" height="6" rx="1.5"/>'
    ),
    "card": (
        '<rect x="4" y="10" width="40" height="28" rx="4"/><circle '
        'class="ac" cx="15" cy="20" r="4.5"/><path d="M8.5 32c1-4 3.4-6 '
        '6.5-6s5.5 2 6.5 6M28 19h11M28 25h11M28 31h7"/>'
    ),
    "check": '<path d="M8 25l11 11L41 13" stroke-width="5"/>',
    "child": (
        '<circle class="ac" cx="17" cy="8" r="4"/><circle class="ac" cx="34" '
        'cy="20" r="3.5"/><path d="M11 44V31l-2-2v-8c0-3 3-5 8-5 4 0 6 2 7 '
        "5l2 6 4 1M22 44V30M16.5 33v11M31 44v-7l-1-1v-7c0-2 2-3 4-3s4 1 4 "
        '3v7l-1 1v7"/>'
    ),
    "clock": '<circle class="ac" cx="24" cy="24" r="19"/><path d="M24 12v12l8 6"/>',
    "door": (
        '<path class="ac" d="M12 44V20a12 12 0 0 1 24 0v24z"/>'
        '<path d="M12 44V20a12 12 0 0 1 24 0v24M5 44h38M30 28v5"/>'
    ),
    "elder": (
        '<circle class="ac" cx="19" cy="8" r="4"/><path d="M19 15c-5 1-7 7-6 '
        '13l5 5v11M13 29l-4 15M19 18l4 6 9 1M33 44V26c0-3 5-3 5 0"/>'
    ),
    "folder": (
        '<path class="ac" d="M4 12h14l4 5h22v23H4z"/><path d="M4 12h14l4 '
        '5h22v23H4zM4 22h40"/>'
    ),
    "globe": (
        '<circle class="ac" cx="24" cy="24" r="19"/><path d="M5 24h38M24 '
        '5c-10 10-10 28 0 38M24 5c10 10 10 28 0 38"/>'
    ),
    "health": (
        '<path d="M24 4l16 6v12c0 11-7 18-16 22C15 40 8 33 8 22V10z"/><path '
        'class="ac" d="M21 14h6v6h6v6h-6v6h-6v-6h-6v-6h6z"/>'
    ),
    "heart": (
        '<path class="ac" d="M24 42C10 32 4 25 4 17a10 10 0 0 1 20-3 10 10 0 0 1 20 '
        '3c0 8-6 15-20 25z"/>'
        '<path d="M24 42C10 32 4 25 4 17a10 10 0 0 1 20-3 10 10 0 0 1 20 3c0 8-6 '
        '15-20 25zM11 23h7l3-6 5 12 3-6h8"/>'
    ),
    "helmet": (
        '<path class="ac" d="M8 31a16 16 0 0 1 32 0z"/><path d="M8 31a16 16 '
        '0 0 1 32 0M4 31h40v6H4zM20 16v-3h8v3v9M20 16v9"/>'
    ),
    "help": (
        '<circle class="ac" cx="24" cy="17" r="8"/><path d="M8 44c1-10 7-15 '
        '16-15s15 5 16 15M13 18a11 11 0 0 1 22 0v3a4 4 0 0 1-4 4h-5"/>'
    ),
    "home": (
        '<path class="ac" d="M4 34l20-7 20 7-20 9z"/><path d="M4 34l20-7 20 '
        '7-20 9zM13 28V17L24 8l11 9v11M20 27v-7h8v7"/>'
    ),
    "base": (
        '<path class="ac" d="M9 22v20h30V22L24 8z"/><path d="M4 25L24 6l20 '
        '19M9 21v21h30V21M19 42V29h10v13"/>'
    ),
    "house": (
        '<path class="ac" d="M9 22v20h30V22L24 8z"/><path d="M4 25L24 6l20 '
        '19M9 21v21h30V21M30 20L18 36"/><circle cx="18.5" cy="23" r="2"/>'
        '<circle cx="29.5" cy="33.5" r="2"/>'
    ),
    "invest": (
        '<path d="M5 43h38M9 43V30h7v13M21 43V24h7v19M6 19l11-8 8 5L38 5M31 '
        '5h7v7"/><path class="ac" d="M33 43V18h7v25z"/>'
    ),
    "land": (
        '<path class="ac" d="M6 12l12-5 12 5v29l-12-5-12 5z"/><path d="M6 '
        '12l12-5 12 5 12-5v29l-12 5-12-5-12 5zM18 7v29M30 12v29"/>'
    ),
    "law": (
        '<path class="ac" d="M3 29l7-15 7 15a7 7 0 0 1-14 0zM31 29l7-15 7 15a7 7 0 0 '
        '1-14 0z"/>'
        '<path d="M3 29l7-15 7 15a7 7 0 0 1-14 0zM31 29l7-15 7 15a7 7 0 0 1-14 0zM10 '
        '14h28M24 6v36M14 43h20"/>'
    ),
    "lock": (
        '<rect class="ac" x="8" y="21" width="32" height="23" rx="4"/><path '
        'd="M15 21v-6a9 9 0 0 1 18 0v6M24 30v6"/>'
    ),
    "low": (
        '<rect x="12" y="4" width="24" height="16" rx="3"/><path d="M24 '
        '24v18M15 33l9 9 9-9"/>'
    ),
    "motor": (
        '<circle class="ac" cx="10" cy="34" r="7"/><circle class="ac" '
        'cx="38" cy="34" r="7"/><path d="M17 34h9l5-11h-9c-4 0-8 2-10 5M31 '
        '23l-3-11h-5M34 27l-3-5M22 23h-8M33 12h4"/>'
    ),
    "nav": '<path class="ac" d="M24 4l17 39-17-9-17 9z"/>',
    "next": '<path d="M19 8l16 16-16 16" stroke-width="4"/>',
    "off": (
        '<path d="M6 18a26 26 0 0 1 10-6M42 18a26 26 0 0 0-19-7M12 26a18 18 '
        "0 0 1 8-4M36 26a18 18 0 0 0-5-3M18 33a9 9 0 0 1 12 0M24 41v.1M7 "
        '5l34 38"/>'
    ),
    "passport": (
        '<rect x="9" y="4" width="30" height="40" rx="4"/><circle class="ac" '
        'cx="24" cy="20" r="8"/><path d="M16 20h16M24 12c-4 4-4 12 0 16M24 '
        '12c4 4 4 12 0 16M17 36h14"/>'
    ),
    "pause": '<path d="M16 9v30M32 9v30" stroke-width="6"/>',
    "people": (
        '<circle class="ac" cx="17" cy="15" r="7"/>'
        '<path d="M4 42c1-10 6-15 13-15s12 5 13 15M31 8a7 7 0 0 1 0 14M34 28c6 1 9 6 '
        '10 14"/>'
    ),
    "permit": (
        '<path class="ac" d="M8 10h32l4 12H4z"/><path d="M8 10h32l4 12H4zM8 '
        "25v15h32V25M4 22a5 5 0 0 0 10 0 5 5 0 0 0 10 0 5 5 0 0 0 10 0 5 5 0 "
        '0 0 10 0M19 40V31h10v9"/>'
    ),
    "phone": ('<rect x="12" y="3" width="24" height="42" rx="5"/><path d="M21 38h6"/>'),
    "pin": (
        '<path class="ac" d="M24 4c8 0 14 6 14 14 0 10-14 26-14 26S10 28 10 '
        '18c0-8 6-14 14-14z"/><circle cx="24" cy="18" r="5"/>'
    ),
    "power": '<path class="ac" d="M27 4L11 27h12l-3 17 17-24H25z"/>',
    "preg": (
        '<circle class="ac" cx="22" cy="8" r="4"/><path class="ac" d="M26 '
        '21c7 2 7 11-1 11z"/><path d="M21 15c-4 1-5 6-5 11v6h3v12h7V32c7 0 '
        '8-9 1-11-1-4-3-6-6-6z"/>'
    ),
    "print": (
        '<path d="M12 18V5h24v13M12 35H5V18h38v17h-7"/><path class="ac" '
        'd="M12 28h24v15H12z"/>'
    ),
    "qr": (
        '<path d="M6 6h14v14H6zM28 6h14v14H28zM6 28h14v14H6zM28 '
        '28h5v5h-5zM38 28h4M42 36v6h-6M28 40v2"/><path class="ac" d="M11 '
        '11h4v4h-4zM33 11h4v4h-4zM11 33h4v4h-4z"/>'
    ),
    "quake": (
        '<path class="ac" d="M10 20v22h28V20L24 9z"/><path d="M5 23L24 8l19 '
        '15M10 20v22h28V20M26 18l-5 9h6l-4 10"/>'
    ),
    "shield": (
        '<path class="ac" d="M24 4l16 6v12c0 11-7 18-16 22C15 40 8 33 8 22V10z"/>'
        '<path d="M24 4l16 6v12c0 11-7 18-16 22C15 40 8 33 8 22V10zM16 24l6 6 '
        '11-12"/>'
    ),
    "sign": (
        '<path d="M5 40h38M8 32c6-14 12-24 16-22s-8 20-4 21 6-9 9-8-1 8 2 8 5-3 8-5"/>'
    ),
    "sim": (
        '<rect x="4" y="9" width="40" height="30" rx="4"/><circle class="ac" '
        'cx="17" cy="24" r="8.5"/><circle cx="17" cy="24" r="2"/><path '
        'd="M17 26v6.5M15 23.5l-6.3-1.5M19 23.5l6.3-1.5M31 20h8M31 28h8"/>'
    ),
    "sound": (
        '<path class="ac" d="M5 18h9l11-9v30l-11-9H5z"/><path d="M32 17a10 '
        '10 0 0 1 0 14M37 11a18 18 0 0 1 0 26"/>'
    ),
    "study": (
        '<path class="ac" d="M2 18L24 8l22 10-22 10z"/>'
        '<path d="M2 18L24 8l22 10-22 10zM11 24v11c7 6 19 6 26 0V24M44 19v14"/>'
    ),
    "tax": (
        '<path d="M10 4h28v40l-4.7-3-4.6 3-4.7-3-4.7 3-4.6-3L10 44z"/><rect '
        'class="ac" x="16" y="22" width="16" height="10" rx="2"/><path '
        'd="M16 12h16M16 17h9M20 27h8"/>'
    ),
    "ticket": (
        '<path class="ac" d="M10 5h28v34l-4.7 4-4.6-4-4.7 4-4.7-4-4.6 4L10 '
        '39z"/><path d="M10 5h28v34l-4.7 4-4.6-4-4.7 4-4.7-4-4.6 4L10 39zM17 '
        '14h14M17 30h14"/><path d="M18 22h12" stroke-width="5"/>'
    ),
    "up": ('<path d="M24 3L44 24H32v21H16V24H4z" fill="currentColor" stroke="none"/>'),
    "user": (
        '<circle class="ac" cx="24" cy="16" r="9"/><path d="M7 44c1-11 8-16 '
        '17-16s16 5 17 16"/>'
    ),
    "walk": (
        '<circle class="ac" cx="27" cy="7" r="4"/><path d="M26 14l-8 6-3 '
        '7M26 14l1 12-7 7-3 11M27 26l6 7 2 11M26 16l5 7 7 2"/>'
    ),
    "warn": '<path class="ac" d="M24 5l20 36H4z"/><path d="M24 18v11M24 35v.2"/>',
    "water": (
        '<path class="ac" d="M24 4c8 11 14 17 14 25a14 14 0 0 1-28 0C10 21 16 15 24 '
        '4z"/>'
        '<path d="M24 4c8 11 14 17 14 25a14 14 0 0 1-28 0C10 21 16 15 24 4zM17 30a7 '
        '7 0 0 0 7 7"/>'
    ),
    "wheel": (
        '<circle class="ac" cx="18" cy="8" r="4"/><path d="M18 15v12h13l5 '
        '11h5M18 20h10M14 22.5a11 11 0 1 0 15 13.5"/>'
    ),
    "work": (
        '<path class="ac" d="M4 15h40v25H4z"/>'
        '<path d="M4 15h40v25H4zM16 15V8h16v7M4 26c13 5 27 5 40 0M24 26v5"/>'
    ),
}
