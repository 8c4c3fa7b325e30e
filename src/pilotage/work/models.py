"""Tasks and comments on any record."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel, Record, RecordModel
from pilotage.documents.models import StoredFile
from pilotage.work.enums import ABOUT_NAMES, TASK_STATE_NAMES, Side, TaskState


class Task(Owned, RecordModel):
    """Something to do by a date, by a person or, until one is named, by a role.

    `subject` is the record it serves (a project, an Integration Summary, a support window…). `side` says who owes it;
    biller tasks show in the portal. `start_date` and `due_date` are working days, both included.
    """

    record_kind = "task"
    subject = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=TASK_STATE_NAMES.items(), default=TaskState.OPEN)
    side = models.CharField(max_length=10, choices=[(s, s.title()) for s in Side], default=Side.PROVIDER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    owner_role = models.CharField(max_length=40, blank=True, default="")
    start_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    blocked_reason = models.CharField(max_length=300, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | (~models.Q(state="done") & models.Q(done_at=None)),
                name="done_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="blocked") | ~models.Q(blocked_reason=""), name="blocked_has_reason"
            ),
        )
        indexes = (
            models.Index(fields=["owner", "state", "due_date"]),
            models.Index(fields=["biller", "state", "due_date"]),
            models.Index(fields=["state", "due_date"]),
        )

    def __str__(self) -> str:
        return self.title


class Comment(Owned, PartModel):
    """What somebody said about a record. Internal ones a biller's people never see; `is_for_vendor` ones the CIS vendor's do."""

    part_of = "subject"
    subject = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="comments")
    author_name = models.CharField(max_length=200)
    text = models.TextField()
    is_internal = models.BooleanField(default=True)
    is_for_vendor = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["subject", "created_at"]),)

    def __str__(self) -> str:
        return self.text[:80]


class ApprovalAsk(Owned, PartModel):
    """A yes or no that the biller is asked for by a task. `digest` covers the words and the file exactly as they were asked about."""

    part_of = "task"
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="approvals")
    about = models.CharField(max_length=12, choices=ABOUT_NAMES.items())
    question = models.CharField(max_length=300)
    details = models.TextField(blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    is_yes = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_name = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["task"], condition=models.Q(is_yes=None), name="approval_asked_once"),
            models.CheckConstraint(
                condition=models.Q(is_yes=None, answered_at=None)
                | models.Q(is_yes=True, answered_at__isnull=False)
                | (models.Q(is_yes=False, answered_at__isnull=False) & ~models.Q(reason="")),
                name="approval_no_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.question
