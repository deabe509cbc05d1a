"""A living demonstration day on the road: officers ride to people who cannot come.

Everything goes through the doors of `courier`, on the road's own clock. The day is
made from a seed: who asks for what and where, what goes wrong. Officers who have a
login are left to whoever signs in as one.
"""
