"""Runs of a verification: what was compared, what came of it, and which differences were accepted."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel, RecordModel
from pilotage.verification.enums import RUN_STATE_NAMES, VERDICT_NAMES, RunState
from pilotage.verification.models.history import HistoryFile
from pilotage.verification.models.specs import ReceivedFile, Spec, SpecVersion

USER = settings.AUTH_USER_MODEL


class Run(Owned, RecordModel):
    """Two files compared by one version of a mapping. `result` is the document that `tally verify --json` prints.

    `compared` says what the run before had that this one hasn't, and the other way round. `differing` counts cells, `open_groups`
    what is neither equal nor accepted.
    """

    record_kind = "verification_run"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(SpecVersion, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    left = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="+")
    history = models.ForeignKey(HistoryFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=RUN_STATE_NAMES.items(), default=RunState.WAITING)
    verdict = models.CharField(max_length=8, choices=VERDICT_NAMES.items(), blank=True, default="")
    problem = models.TextField(blank=True, default="")
    job_id = models.CharField(max_length=64, blank=True, default="")
    started_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    compared = models.JSONField(default=dict)
    matched = models.BigIntegerField(default=0)
    equal = models.BigIntegerField(default=0)
    differing = models.BigIntegerField(default=0)
    open_groups = models.PositiveIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["spec", "number"], name="run_number_once"),)
        indexes = (models.Index(fields=["spec", "-number"]), models.Index(fields=["-started_at"]))

    def __str__(self) -> str:
        return f"{self.spec.name}, run {self.number}"


class RunFile(Owned, PartModel):
    """A file that a run gave, with its fingerprint."""

    part_of = "run"
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["run", "name"], name="run_file_once"),)

    def __str__(self) -> str:
        return self.name


class Difference(Owned, PartModel):
    """One differing cell with both rows: some of each group; all of them stand in the run's file. `is_new`: the run before hadn't it."""

    part_of = "run"
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="differences")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=300)
    field = models.CharField(max_length=120)
    reason = models.CharField(max_length=20)
    left_raw = models.TextField(blank=True, default="")
    right_raw = models.TextField(blank=True, default="")
    left_line = models.BigIntegerField(null=True)
    right_line = models.BigIntegerField(null=True)
    delta = models.CharField(max_length=60, blank=True, default="")
    left_cells = models.JSONField(default=dict)
    right_cells = models.JSONField(default=dict)
    is_new = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["run", "position"]), models.Index(fields=["run", "field", "reason"]))

    def __str__(self) -> str:
        return f"{self.key}, {self.field}"


class Acceptance(Owned, PartModel):
    """Why a group of differences may stay. `field` is "" for whole rows. Money needs a second person before it holds."""

    part_of = "run"
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="acceptances")
    field = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=20)
    because = models.CharField(max_length=300)
    needs_second = models.BooleanField(default=False)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    second_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    second_by_name = models.CharField(max_length=200, blank=True, default="")
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["run", "field", "reason"], name="group_accepted_once"),
            models.CheckConstraint(
                condition=models.Q(second_by=None) | ~models.Q(second_by=models.F("made_by")),
                name="second_accepter_is_another",
            ),
        )

    def __str__(self) -> str:
        return self.because

    @property
    def holds(self) -> bool:
        """Whether it counts: at once, or with the second person's yes."""
        return not self.needs_second or self.second_at is not None
