"""Maps drawn here, as SVG from the pack's outlines: no other server is asked.

    from satupintu.web.maps.drawing import Pin, Route, base_map
    picture = base_map(bounds, 640, 360, pins=[…], routes=[…])
    {% load maps %}{% map picture %}

Pages that show one link `maps/maps.css`; a form with a place to choose also loads
`maps/maps.js`, and works without it (`satupintu.web.maps.picking`).
"""
