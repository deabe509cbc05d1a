"""Documents: the door of this module. What is imported here is public."""

from satupintu.documents.checks import MEDIA_TYPES, Unfit
from satupintu.documents.files import (
    NoSuchFile,
    NotReadable,
    StoredFile,
    delete_file,
    describe,
    describe_all,
    hold_own,
    read,
    read_own,
    rescan,
    store,
    sweep_orphans,
)
from satupintu.documents.pictures import (
    NoSuchPicture,
    page_count,
    picture,
    portrait,
)
from satupintu.documents.vault import (
    NoSuchPaper,
    VaultItem,
    delete_unused,
    forget_paper,
    keep,
    keep_given,
    offered,
    vault_of,
)

__all__ = [
    "MEDIA_TYPES",
    "NoSuchFile",
    "NoSuchPaper",
    "NoSuchPicture",
    "NotReadable",
    "StoredFile",
    "Unfit",
    "VaultItem",
    "delete_file",
    "delete_unused",
    "describe",
    "describe_all",
    "forget_paper",
    "hold_own",
    "keep",
    "keep_given",
    "offered",
    "page_count",
    "picture",
    "portrait",
    "read",
    "read_own",
    "rescan",
    "store",
    "sweep_orphans",
    "vault_of",
]
