"""The administrative areas of a pack: names, parents, outlines, search."""
