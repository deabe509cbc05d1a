"""A living demonstration day in a mall: visitors come, officers call and serve.

Everything goes through the doors of `queueing`, on the hall's own clock, so that
there is something to see at any hour. The day is made from a seed: who comes when
and for what, how long it takes, who does not show up. Some counters are left to
whoever tries the demonstration.
"""
