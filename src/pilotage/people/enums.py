"""Roles of people, on the provider's side and on a biller's."""

from enum import StrEnum


class Role(StrEnum):
    """Provider staff (mission, Roles)."""

    PM = "pm"
    IM = "im"
    OS = "os"
    TSM = "tsm"
    TAM = "tam"
    TSM_MANAGER = "tsm_manager"
    CSM = "csm"
    CS_AGENT = "cs_agent"
    CS_LEADER = "cs_leader"
    MARKETING = "marketing"
    SME = "sme"
    PRODUCT = "product"
    ADMIN = "admin"


class BillerRole(StrEnum):
    """A biller's own people."""

    SPONSOR = "sponsor"
    FINANCE = "finance"
    IT = "it"
    CSR_SUPERVISOR = "csr_supervisor"
    CSR = "csr"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[str, str] = {
    Role.PM: "Project manager",
    Role.IM: "Implementation manager",
    Role.OS: "Onboarding specialist",
    Role.TSM: "Transition success manager",
    Role.TAM: "Technical account manager",
    Role.TSM_MANAGER: "TSM manager",
    Role.CSM: "Customer success manager",
    Role.CS_AGENT: "Client services agent",
    Role.CS_LEADER: "Client services leader",
    Role.MARKETING: "Marketing specialist",
    Role.SME: "Subject-matter expert",
    Role.PRODUCT: "Product expert",
    Role.ADMIN: "Administrator",
    BillerRole.SPONSOR: "Sponsor",
    BillerRole.FINANCE: "Finance lead",
    BillerRole.IT: "IT lead",
    BillerRole.CSR_SUPERVISOR: "CSR supervisor",
    BillerRole.CSR: "CSR",
    BillerRole.ADMINISTRATOR: "Biller administrator",
}

TOKEN_AREAS = (
    "billers",
    "integrations",
    "projects",
    "tasks",
    "summaries",
    "decisions",
    "readiness",
    "windows",
    "audit",
)


class Holidays(StrEnum):
    """Whose yearly holidays somebody keeps, by the planner's names."""

    FEDERAL = "us-federal"
    BANK = "us-bank"
    NONE = "none"


HOLIDAY_NAMES = {
    Holidays.FEDERAL: "US federal holidays",
    Holidays.BANK: "US bank holidays",
    Holidays.NONE: "No holidays",
}
