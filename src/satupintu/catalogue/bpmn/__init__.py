"""The procedure as BPMN 2.0 with its layout, for people who draw processes.

Each step becomes a block: a join of what it waits for, a gateway for its `when`,
the task, a gateway for what is decided, and a fork. A return is a loop through an
event that waits for the applicant's correction; a rejection ends the process.
Sending back has no arrow, since it may name any earlier step: the approval's
documentation says so. Pure: no Django, no language; the caller gives the words.
"""

from satupintu.catalogue.bpmn.model import Labels
from satupintu.catalogue.bpmn.writing import export

__all__ = ["Labels", "export"]
