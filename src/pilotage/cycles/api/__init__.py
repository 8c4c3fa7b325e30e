"""Bill cycles, go-live windows, parts, penalty protections and AutoPay boards over the API."""

from ninja import Router

from pilotage.cycles.api.autopay import router as autopay
from pilotage.cycles.api.checks import router as checks
from pilotage.cycles.api.cycles import router as cycles
from pilotage.cycles.api.parts import router as parts
from pilotage.cycles.api.protections import router as protections
from pilotage.cycles.api.windows import router as windows

__all__ = ["router"]

router = Router()
for one in (cycles, windows, parts, protections, autopay, checks):
    router.add_router("", one)
