"""What to ask before a project starts: risks that billing go-lives have met, each with its question and an opening score. Pure.

Source: the documented go-live failures and the RAID seed list of the trade (mission O6; onboarding, case memory).
"""

from dataclasses import dataclass

from pilotage.raid.enums import Party


@dataclass(frozen=True)
class Seed:
    """A question; who answers "no" or "not yet" gets the risk. `verticals` empty means all."""

    key: str
    question: str
    title: str
    why: str
    response: str
    party: str = Party.US
    likelihood: int = 3
    impact: int = 4
    verticals: tuple[str, ...] = ()


#: Cases that happened.
CASES = (
    Seed(
        "cycle-required",
        "Does every account carry its billing cycle, and does a check refuse one that lacks it?",
        "Accounts without a billing cycle are never billed",
        "A city's conversion left 853 accounts unbilled because the cycle date could be empty, and 22,000 were touched in all.",
        "Make the cycle a required field of the bill file's specification; count accounts without one before go-live.",
        likelihood=3,
        impact=5,
    ),
    Seed(
        "every-cycle-tested",
        "Will each billing cycle be run through UAT, not only the first?",
        "A billing cycle goes live untested",
        "Twenty cycles a month, some never run before go-live: bills were sent now and then, and missed months came as one.",
        "Put billing cycle by bill type by channel into the coverage matrix; no empty cell at go-live.",
        likelihood=3,
        impact=4,
    ),
    Seed(
        "autopay-moves",
        "Is it agreed, method by method, whether AutoPay moves as tokens, is enrolled anew, or stops?",
        "AutoPay customers are not carried over",
        "Where the old vendor's AutoPay did not come along, thousands had to enrol again and some were shut off for non-payment.",
        "Ask the old vendor for the token export now (it takes weeks); plan reminders; hold shut-offs for the first cycle.",
        party=Party.BILLER,
        likelihood=4,
        impact=4,
    ),
    Seed(
        "call-load",
        "Are the phones staffed for twice the usual calls in the first month?",
        "Calls double in the first month",
        "One city took 19,000 calls in its first month where 9,000 were usual.",
        "Forecast calls from accounts and AutoPay share; agree staff, hold text and a script.",
        party=Party.BILLER,
        likelihood=4,
        impact=3,
    ),
    Seed(
        "post-through",
        "Will one real payment per channel be followed into the CIS on day one?",
        "Payments are taken and not posted",
        "In one first week phone and web payments went astray and were neither charged nor posted; others posted weeks late.",
        "Penny test per channel in production on day one; watch the age of the oldest unposted payment.",
        likelihood=3,
        impact=5,
    ),
    Seed(
        "volume-peak",
        "Is the posting file tested above the peak day's volume?",
        "A hidden limit cuts or repeats a batch",
        "A limit of 100 payments per batch made the sender repeat itself, and people were charged four times.",
        "Load one and a half times the peak day in test; look for duplicates by account, amount and day.",
        party=Party.CIS_VENDOR,
        likelihood=2,
        impact=5,
    ),
    Seed(
        "change-freeze",
        "Do both sides freeze other changes around go-live?",
        "Another system's change breaks the go-live",
        "A patch of the accounting system stopped payments for ten days, AutoPay with them.",
        "Agree a freeze calendar with the CIS vendor; keep a plan for a long outage with its late-fee waiver.",
        party=Party.CIS_VENDOR,
        likelihood=2,
        impact=4,
    ),
    Seed(
        "closed-accounts",
        "Are closed, final and moved accounts compared before and after conversion?",
        "Balances of closed accounts reach active ones",
        "Balances of closed accounts were charged to active ones; addresses were copied to the wrong accounts.",
        "Compare account states and balances before and after, account by account, and stop on any difference.",
        likelihood=3,
        impact=4,
    ),
    Seed(
        "special-rates",
        "Are special rates and small groups sampled on purpose?",
        "Special-rate accounts are wrong",
        "Some 350 accounts with special rates were wrong long after go-live, because samples took common ones.",
        "Sample by rate and bill type, every small group wholly.",
        likelihood=3,
        impact=3,
        verticals=("utility",),
    ),
    Seed(
        "grace",
        "Is there a written grace period for late fees and shut-offs in the first cycle?",
        "Customers are fined for the change",
        "Without a grace period the first late notices and shut-offs reached people who had tried to pay.",
        "Get the council's or board's decision, with its last day; put the reminder to end it into the plan.",
        party=Party.BILLER,
        likelihood=3,
        impact=3,
    ),
    Seed(
        "cutover-stop",
        "Is the stop of every channel planned to the hour, with batches closed first and no AutoPay run inside?",
        "Payments fall between the old and the new system",
        "Where cut-over was planned well, all channels stopped for a day, batches were closed and AutoPay did not run.",
        "Write the cut-over by the hour with bank, lockbox and IVR cut-offs; name who stops and who starts each.",
        likelihood=3,
        impact=4,
    ),
)
#: What projects of this trade meet again and again.
USUAL = (
    Seed(
        "vendor-contracted",
        "Has the CIS vendor a signed work order for its part?",
        "The CIS vendor is not contracted",
        "A work order takes about 15 working days before the vendor starts.",
        "Ask for the order at kickoff, and name the vendor's project lead.",
        party=Party.BILLER,
        likelihood=4,
        impact=4,
    ),
    Seed(
        "sample-data",
        "Do the sample files hold credits, past dues, closed accounts, long names and every bill type?",
        "Sample data is not like production",
        "Mapping that fits a tidy sample fails on the full file.",
        "Ask for one whole production cycle, masked, before mapping ends.",
        party=Party.BILLER,
        likelihood=4,
        impact=3,
    ),
    Seed(
        "bank-filters",
        "Has the bank put our company ids on its ACH filter and positive-pay list?",
        "The bank rejects our debits",
        "Filters that do not know the new ids refuse deposits and returns on the first day.",
        "Send the ids at kickoff; confirm with a penny test.",
        party=Party.BANK,
        likelihood=3,
        impact=4,
    ),
    Seed(
        "due-date-peak",
        "Is go-live away from the month's big due date?",
        "Go-live falls on the due-date peak",
        "The busiest day is the worst one for a first day.",
        "Choose a day after the peak and before the next bill print.",
        likelihood=3,
        impact=3,
    ),
    Seed(
        "key-people",
        "Has each key person at the biller a deputy?",
        "A key person leaves or is away",
        "One person often holds the CIS, the bank and the bill print in their head.",
        "Name a deputy for finance, IT and customer service.",
        party=Party.BILLER,
        likelihood=3,
        impact=3,
    ),
    Seed(
        "approvals",
        "Are council or board dates for fees, contract and texts in the plan?",
        "A council or board approval comes late",
        "Fees and policies often wait for a monthly meeting.",
        "Put the meeting days into the plan, with the papers' deadlines.",
        party=Party.BILLER,
        likelihood=3,
        impact=4,
        verticals=("utility", "tax", "municipality", "government"),
    ),
    Seed(
        "print-vendor",
        "Has the print vendor a slot for the new bill and its insert?",
        "The print vendor has no slot",
        "Inserts and layouts are booked a whole cycle ahead.",
        "Book now; agree who suppresses paper for paperless accounts.",
        party=Party.PRINT_VENDOR,
        likelihood=3,
        impact=3,
    ),
    Seed(
        "year-end",
        "Is go-live away from the fiscal year's end?",
        "The fiscal year-end freezes finance",
        "Finance can neither test nor reconcile while it closes the year.",
        "Ask for the freeze days; plan UAT and reconciliation around them.",
        party=Party.BILLER,
        likelihood=2,
        impact=3,
    ),
    Seed(
        "bill-accessible",
        "Is the bill's PDF readable by a screen reader?",
        "The bill PDF is not accessible",
        "Public bodies must offer accessible bills; old print streams are pictures of text.",
        "Test one bill of each type; ask the print vendor for tagged PDF.",
        party=Party.PRINT_VENDOR,
        likelihood=3,
        impact=2,
    ),
    Seed(
        "look-alikes",
        "Do customers know the one right address to pay at?",
        "Look-alike payment sites take payments",
        "Third parties take a fee and pay late in the biller's name.",
        "Print the address on bill, site and hold message; report look-alikes.",
        party=Party.BILLER,
        likelihood=2,
        impact=2,
    ),
)
SEEDS = {seed.key: seed for seed in (*CASES, *USUAL)}


def questions(vertical: str) -> list[Seed]:
    """The questions that fit a vertical, cases first."""
    return [seed for seed in SEEDS.values() if not seed.verticals or vertical in seed.verticals]
