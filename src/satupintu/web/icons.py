"""The pictograms: the inside of a 24 x 24 line drawing, by name.

They are drawn inline, so a page needs no second request and no script, and
each takes the colour of the text beside it.
"""

ICONS: dict[str, str] = {
    "alert": '<path d="M12 3.5 2.5 20h19zM12 10v4.5M12 17.3h.01"/>',
    "back": '<path d="M19 12H5.5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/>'
    '<path d="M4 10.5h16M8 3v4M16 3v4"/>',
    "check": '<path d="m5 12.5 4.7 4.7L19.5 7"/>',
    "child": '<circle cx="12" cy="12" r="8.5"/><path d="M9 11h.01M15 11h.01M9.5 15'
    'a4 4 0 0 0 5 0M12 3.5c2 1.2 1.6 3.4-.6 3.4"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.3 2"/>',
    "courier": '<circle cx="5.5" cy="16.5" r="3.2"/><circle cx="18.5" cy="16.5" '
    'r="3.2"/><path d="M8.7 16.5h5.2c0-3.2 1.4-5.2 3.4-6.5L15.5 6H13M4 11h6l3 5.5'
    'M17.3 10l1.2 3.3M3.5 8h5v3"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "door": '<path d="M5 21V11a7 7 0 0 1 14 0v10zM3 21h18M14.5 14h.01"/>',
    "download": '<path d="M12 4v11.5M7.5 11.3 12 15.7l4.5-4.4M4 15.5V20h16v-4.5"/>',
    "education": '<path d="M2.5 9.5 12 5l9.5 4.5L12 14zM6.5 11.5V16c3 2.5 8 2.5 '
    '11 0v-4.5M21.5 9.5V15"/>',
    "eye": '<path d="M2.5 12c2.2-4.2 5.5-6.3 9.5-6.3s7.3 2.1 9.5 6.3c-2.2 4.2-5.5 '
    '6.3-9.5 6.3S4.7 16.2 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "file": '<path d="M6 2.5h8l4.5 4.5v14.5H6zM14 2.5V7h4.5M9 12h6.5M9 16h6.5"/>',
    "hall": '<path d="M3 21h18M5 21V9l7-5 7 5v12M9 21v-6a3 3 0 0 1 6 0v6M9 11h.01'
    'M15 11h.01"/>',
    "health": '<path d="M12 20.5C6 16 3 12.7 3 9a4.6 4.6 0 0 1 9-1.4A4.6 '
    '4.6 0 0 1 21 9c0 3.7-3 7-9 11.5zM12 9v5M9.5 11.5h5"/>',
    "house": '<path d="m3.5 11.5 8.5-7 8.5 7M6 9.7V20h12V9.7M10 20v-5.5h4V20"/>',
    "link": '<path d="M10.5 13.5a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5'
    'M13.5 10.5a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 '
    '10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 '
    '0 0 0 13 0M12 18v3M9 21h6"/>',
    "money": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><circle cx="12" '
    'cy="12" r="2.8"/><path d="M6 9.5h.01M18 14.5h.01"/>',
    "passport": '<rect x="5" y="2.5" width="14" height="19" rx="2"/><circle cx="12" '
    'cy="10" r="3.6"/><path d="M8.4 10h7.2M12 6.4c-2 2.2-2 5 0 7.2 2-2.2 2-5 0-7.2'
    'M9 18h6"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>',
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "pen": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 '
    '13 0M15.5 5a3.2 3.2 0 0 1 0 6.2M18 14.5a6 6 0 0 1 3.5 5.5"/>',
    "phone": '<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/>'
    '<path d="M10.5 18.5h3"/>',
    "plant": '<path d="M12 21v-9M12 12c0-4.5-3-7-7.5-7 0 4.8 3 7 7.5 7zM12 14c0-4 '
    '2.6-6.3 7-6.3 0 4.3-2.7 6.3-7 6.3z"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM18.5 '
    '18.5H20V20h-1.5zM18.5 14H20M14 20h1.5"/>',
    "road": '<path d="M8 3 4 21M16 3l4 18M12 4v3M12 10.5v3M12 17v3"/>',
    "scales": '<path d="M12 3.5v17M8 20.5h8M5 6.5h14M5 6.5l-2.5 7a3 3 0 0 0 '
    '5 0zM19 6.5l-2.5 7a3 3 0 0 0 5 0z"/>',
    "search": '<circle cx="11" cy="11" r="7"/><path d="m16.2 16.2 5 5"/>',
    "shop": '<path d="M4 10v10h16V10M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 '
    '0 0 1-6 0zM10 20v-5h4v5"/>',
    "tree": '<path d="M12 21v-5M12 16c-5 0-7-2-7-4.5 0-2 1.3-3.3 2.5-3.8C7.7'
    " 4.8 9.7 3 12 3s4.3 1.8 4.5 4.7c1.2.5 2.5 1.8 2.5 3.8 0 "
    '2.5-2 4.5-7 4.5z"/>',
    "upload": '<path d="M12 16V4.5M7.5 8.7 12 4.3l4.5 4.4M4 15.5V20h16v-4.5"/>',
    "vehicle": '<path d="M4 17v-4.5l2-6a2 2 0 0 1 2-1.5h8a2 2 0 0 1 2 1.5l2 6V17M4 '
    '12.5h16M3.5 17h17M6 17v2M18 17v2M7.5 14.7h.01M16.5 14.7h.01"/>',
}

# Other names that packs use for the same drawings.
ICONS |= {
    "building": ICONS["house"],
    "business": ICONS["shop"],
    "environment": ICONS["tree"],
    "family": ICONS["people"],
    "justice": ICONS["scales"],
    "tax": ICONS["money"],
    "transport": ICONS["vehicle"],
    "travel": ICONS["passport"],
}
