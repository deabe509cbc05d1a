"""How long it takes from here to there: the port, and its adapters.

great_circle   straight lines with a road factor; needs no data
cch            roads of an OpenStreetMap extract, in this process
osrm, valhalla a server that somebody runs, over HTTP
"""
