"""Where an address is: the port, and its adapters.

gazetteer          the areas of the pack: the middle of the innermost one
streets            names of the roads that were built, inside those areas
nominatim, photon  a server that somebody runs, over HTTP
"""
