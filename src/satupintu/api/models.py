"""Keys with which other systems act for an account."""

from django.db import models

from satupintu.kernel.tenancy import TenantModel
from satupintu.people.models import Account


class ApiKey(TenantModel):
    """A bearer key. Only its SHA-256 is kept; the key itself is shown once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name
