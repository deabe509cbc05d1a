"""Roads of an OpenStreetMap extract: read once, kept as arrays, asked by `cch`."""
