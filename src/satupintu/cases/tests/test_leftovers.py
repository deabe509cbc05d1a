"""What was given up is deleted, and nothing else."""

import uuid
from datetime import timedelta

import pytest

from satupintu.cases import service as cases
from satupintu.cases.models import Draft
from satupintu.documents import service as documents


@pytest.fixture
def papers(mall):
    """The ids of the files of a draft that is ready to send."""
    return _papers(mall.draft())


def _papers(draft_id):
    return dict(Draft.objects.get(pk=draft_id).papers)


def _kept(file_ids):
    return documents.describe_all([uuid.UUID(file_id) for file_id in file_ids])


def _draft(mall):
    (draft,) = cases.drafts_of(mall.melati)
    return draft.pk


def test_a_discarded_draft_takes_its_papers_along(mall, papers):
    cases.discard_draft(draft_id=_draft(mall), actor=mall.melati)
    assert not _kept(papers.values())


def test_a_draft_given_up_long_ago_takes_its_papers_along(mall, papers):
    late = mall.now + timedelta(days=181)
    assert cases.prune_drafts(now=late, keep=timedelta(days=180)) == 1
    assert not _kept(papers.values())


def test_a_replaced_and_a_removed_paper_are_deleted(mall, papers):
    draft_id, (first, second, *_rest) = _draft(mall), papers
    mall.attach(draft_id, first)
    cases.remove_paper(draft_id=draft_id, paper=second, actor=mall.melati, now=mall.now)
    assert not _kept([papers[first], papers[second]])
    assert len(_kept(_papers(draft_id).values())) == len(papers) - 1


def test_what_was_sent_stays_whatever_becomes_of_another_draft(mall, papers):
    cases.submit_draft(draft_id=_draft(mall), actor=mall.melati, now=mall.now)
    other = cases.start_draft(
        service_code="sip-dokter", actor=mall.melati, now=mall.now
    )
    Draft.objects.filter(pk=other).update(papers=papers)
    cases.discard_draft(draft_id=other, actor=mall.melati)
    assert len(_kept(papers.values())) == len(papers)


def test_a_paper_of_the_vault_outlives_the_draft_that_used_it(mall, papers):
    name, file_id = next(iter(papers.items()))
    documents.keep(
        owner_id=mall.melati.account_id,
        paper=name,
        file_id=uuid.UUID(file_id),
        now=mall.now,
    )
    cases.discard_draft(draft_id=_draft(mall), actor=mall.melati)
    assert list(map(str, _kept(papers.values()))) == [file_id]
