"""A case stays on its version; moving it to a newer one is explicit and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from satupintu.cases import service as cases
from satupintu.cases.rebase import CannotRebase
from satupintu.kernel import journal
from satupintu.kernel.errors import NotAllowed

OPTIONAL = (
    "      - name: starts_on\n",
    """      - name: remark
        type: text
        label: {id: Catatan, en: Remark}
        why: {id: Untuk petugas., en: For the officer.}
        legal: UU 25/2009
        required: false
        sample: Tidak ada
      - name: starts_on
""",
)
REQUIRED = (OPTIONAL[0], OPTIONAL[1].replace("        required: false\n", ""))
ANSWERED = (
    '      starts_on: "2027-02-01"\n',
    '      starts_on: "2027-02-01"\n      remark: Tidak ada\n',
)


def test_an_open_case_stays_on_its_version(mall: Any, tmp_path: Path) -> None:
    case = mall.file()
    assert cases.rebase_plan(ref=case.number, actor=mall.putri) is None
    mall.republish(tmp_path, "sip-dokter", OPTIONAL)
    file = cases.open_case(ref=case.number, actor=mall.rini, now=mall.now)
    assert (file.published.version, file.newest_version.version) == (2, 3)
    assert "remark" not in file.published.questions


def test_a_manager_moves_a_case_after_seeing_what_changes(
    mall: Any, tmp_path: Path
) -> None:
    case = mall.file()
    mall.decide(case, "intake")
    mall.republish(tmp_path, "sip-dokter", OPTIONAL)
    plan = cases.rebase_plan(ref=case.number, actor=mall.putri)
    assert plan is not None
    assert (plan.questions_added, plan.obstacles) == (["remark"], [])
    with pytest.raises(NotAllowed):
        cases.rebase(case_id=case.pk, actor=mall.rini, now=mall.now)
    moved = cases.rebase(case_id=case.pk, actor=mall.putri, now=mall.now)
    file = cases.open_case(ref=case.number, actor=mall.rini, now=mall.now)
    assert file.published.version == 3
    assert mall.open_steps(moved) == {"place", "identity", "profession"}
    entry = journal.entries(case.pk)[-1]
    assert entry.action in ("case.rebased", "case.viewed")
    assert journal.verify(case.pk) is None
    again = cases.rebase(case_id=case.pk, actor=mall.putri, now=mall.now)
    assert again.version_id == moved.version_id


def test_a_case_that_does_not_fit_is_not_moved(mall: Any, tmp_path: Path) -> None:
    case = mall.file()
    mall.republish(tmp_path, "sip-dokter", REQUIRED, ANSWERED)
    plan = cases.rebase_plan(ref=case.number, actor=mall.putri)
    assert plan is not None
    assert len(plan.obstacles) == 1
    with pytest.raises(CannotRebase):
        cases.rebase(case_id=case.pk, actor=mall.putri, now=mall.now)
    case.refresh_from_db()
    assert case.version.version == 2


def test_a_case_waits_while_a_correction_asks_what_the_newer_version_lacks(
    mall: Any, tmp_path: Path
) -> None:
    case = mall.ask(mall.file(), "intake", "question:facility_code")
    renamed = ("- name: facility_code\n", "- name: facility_number\n")
    mall.republish(tmp_path, "sip-dokter", renamed)
    plan = cases.rebase_plan(ref=case.number, actor=mall.putri)
    assert plan is not None
    assert len(plan.obstacles) == 1
    mall.answer(case, facility_code="1000012345")
    plan = cases.rebase_plan(ref=case.number, actor=mall.putri)
    assert plan is not None
    assert not plan.obstacles


def test_a_draft_moves_to_the_newest_version_by_itself(
    mall: Any, tmp_path: Path
) -> None:
    draft = mall.draft()
    mall.republish(tmp_path, "sip-dokter", REQUIRED, ANSWERED)
    view = cases.open_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert view.published.version == 3
    assert view.answers["city"] == "south"
    review = cases.review_draft(draft_id=draft, actor=mall.melati, now=mall.now)
    assert [p.name for p in review.problems] == ["remark"]
