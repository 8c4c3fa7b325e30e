"""The matrix of the house, a phase's own rows, and the duties that follow from what happens."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, Record, RecordModel
from pilotage.raci.enums import COLUMNS, LETTER_NAMES, WORK_NAMES
from pilotage.work.models import Task

USER = settings.AUTH_USER_MODEL


class Matrix(RecordModel):
    """The house's matrix, one row: `{task number: {role: letters}}`. Without it the shipped one holds."""

    record_kind = "raci_matrix"
    is_the_one = models.BooleanField(default=True, unique=True)
    cells = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return "RACI of phased projects"


class PhaseMatrix(Owned, RecordModel):
    """The rows of one phase's project that differ from the house's; `reason` says why."""

    record_kind = "raci_phase_matrix"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="raci")
    cells = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"RACI of {self.phase}"


class Duty(Owned, RecordModel):
    """One event of one of the nine tasks. `key` names the event: the same one is raised once. `task` is the work of who is responsible."""

    record_kind = "duty"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="duties")
    number = models.PositiveSmallIntegerField(choices=[(int(n), name) for n, name in WORK_NAMES.items()])
    subject = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="duties")
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="duty")
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(number__range=(1, 9)), name="duty_of_the_nine"),
            models.UniqueConstraint(fields=["phase", "key"], name="duty_once"),
        )
        indexes = (models.Index(fields=["phase", "settled_at"]), models.Index(fields=["subject", "number"]))

    def __str__(self) -> str:
        return self.title


class Share(Owned, PartModel):
    """What one role is to a duty. `person` looked after the biller in this role when it was raised; a C owes an answer by `due_date`."""

    part_of = "duty"
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="shares")
    role = models.CharField(max_length=20, choices=COLUMNS.items())
    letter = models.CharField(max_length=1, choices=LETTER_NAMES.items())
    person = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    due_date = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["duty", "role", "letter"], name="share_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False, letter="C") & ~models.Q(answer="")),
                name="answered_share_has_answer",
            ),
        )
        indexes = (models.Index(fields=["person", "letter", "answered_at"]),)

    def __str__(self) -> str:
        return f"{self.letter} {self.get_role_display()}: {self.duty}"
