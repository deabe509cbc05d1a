"""Waiting times: foretold by playing the real call rule forward, and checked.

    laws.py        how long a service takes, fitted with shrinkage
    pace.py        whether today is faster or slower than that
    engine.py      one hall played forward: lines, desks, a heap
    simulate.py    the live hall played many times -> quantiles for everybody
    conformal.py   moves the quantiles to where the truth was
    shown.py       what is said to people: a range, "be here by"
    staffing.py    a day played with other counters: what if, and a roster
    refresh.py     reads the live rows, simulates, writes what it found
    scoreboard.py  forecasts against the truth

All but the last two are pure. Times are minutes on one clock (`rules.minutes`).
"""
