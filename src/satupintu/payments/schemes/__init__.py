"""National payment QR schemes: how each fills the EMVCo payload."""

from satupintu.payments.schemes import khqr, qris
from satupintu.payments.schemes.base import Order, Scheme, register, scheme

__all__ = ["Order", "Scheme", "scheme"]

register("qris", qris.Qris())
register("khqr", khqr.Khqr())
