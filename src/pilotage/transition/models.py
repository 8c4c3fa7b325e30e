"""The decision who supports a phase after go-live, and the support window that follows."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.core.models.tables import PolicyVersion
from pilotage.transition.enums import (
    CHOICE_NAMES,
    DRAFT_NAMES,
    OUTCOME_NAMES,
    REVIEW_NAMES,
    SUPPORT_NAMES,
    DraftState,
    ReviewState,
    WindowState,
)

USER = settings.AUTH_USER_MODEL


class TransitionDecision(Owned, RecordModel):
    """Client services' decision for one phase. Pending until `decided_at` is set.

    `support`, `window_days`, `meetings_required`, `row`, `facts`, `missing` are what the policy proposed: when last worked
    out while it is pending, as it was decided on afterwards. `choice`, `assignee` and the override are what people
    decided; `over_capacity_reason` is a leader's, where the person has more than they can take. `newer` is what the policy
    proposes by now where that differs from what was decided on.
    """

    record_kind = "transition_decision"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="decision")
    support = models.CharField(max_length=30, choices=SUPPORT_NAMES.items())
    row = models.CharField(max_length=10, blank=True, default="")
    policy_version = models.CharField(max_length=30, blank=True, default="")
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_window_minimum = models.BooleanField(default=False)
    meetings_required = models.PositiveSmallIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    missing = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")
    worked_out_at = models.DateTimeField()
    choice = models.CharField(max_length=10, choices=CHOICE_NAMES.items(), blank=True, default="")
    chosen_support = models.CharField(max_length=30, blank=True, default="")
    chosen_window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    chosen_meetings = models.PositiveSmallIntegerField(null=True, blank=True)
    assignee = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="transitions")
    is_override = models.BooleanField(default=False)
    override_reason = models.TextField(blank=True, default="")
    over_capacity_reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    newer = models.JSONField(null=True, blank=True)
    newer_at = models.DateTimeField(null=True, blank=True)
    leaflet_shared_at = models.DateTimeField(null=True, blank=True)
    portal_shown_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_override=False) | ~models.Q(override_reason=""), name="override_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, choice="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(choice="")),
                name="decided_has_choice",
            ),
        )

    def __str__(self) -> str:
        return f"Transition of {self.phase}"


class TsmRequest(Owned, PartModel):
    """The IM or PM asks client services for a TSM; the decision that follows, or a refusal in words, is the answer."""

    part_of = "decision"
    decision = models.ForeignKey(TransitionDecision, on_delete=models.CASCADE, related_name="requests")
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True, default="")

    class Meta(Owned.Meta):
        pass


class SupportWindow(Owned, RecordModel):
    """The days of close support after go-live. `ends_at` is an instant: midnight in the biller's zone after the last day."""

    record_kind = "support_window"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="window")
    support = models.CharField(max_length=30, choices=SUPPORT_NAMES.items())
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="windows")
    go_live_date = models.DateField()
    days = models.PositiveSmallIntegerField()
    is_minimum = models.BooleanField(default=False)
    ends_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=12, choices=[(s, s.title()) for s in WindowState], default=WindowState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True, default="")
    handed_to = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"Support window of {self.phase}"


class WindowEvaluation(Owned, PartModel):
    """The scored form at the window's end, with the facts as they were. Scores are 1 (poor) to 5 (good) by question."""

    part_of = "window"
    window = models.ForeignKey(SupportWindow, on_delete=models.PROTECT, related_name="evaluations")
    scores = models.JSONField()
    facts = models.JSONField(default=dict)
    comment = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=10, choices=OUTCOME_NAMES.items())
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass


class WindowExtension(Owned, PartModel):
    """Days added to a window, with the reason. Outside the minimum window it needs a leader (R8), who approves it.

    `approved_by` is empty where the evaluation of a minimum window extends it: the policy's row approves that. `is_over_capacity`: a
    leader meant it although the window's owner is full in the days that were added.
    """

    part_of = "window"
    window = models.ForeignKey(SupportWindow, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    ends_at_before = models.DateTimeField()
    is_over_capacity = models.BooleanField(default=False)
    approved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Owned.Meta):
        pass


class PolicyDraft(RecordModel):
    """A version of the policy in the making: written by one person, reviewed by a second, then published for good."""

    record_kind = "policy_draft"
    version = models.CharField(max_length=30)
    effective_date = models.DateField()
    content = models.JSONField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=DRAFT_NAMES.items(), default=DraftState.DRAFT)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True, default="")
    published = models.OneToOneField(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reviewer=models.F("author")), name="policy_reviewed_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DraftState.PUBLISHED)
                | models.Q(reviewer__isnull=False, published__isnull=False),
                name="policy_published_has_reviewer",
            ),
        )

    def __str__(self) -> str:
        return f"Support policy {self.version}"


class WeeklyReview(RecordModel):
    """One sitting of client services: what was on the agenda when it began, and what had been decided when it ended.

    `agenda` and `minutes` are kept as plain values, as they stood. At most one is open at a time.
    """

    record_kind = "weekly_review"
    state = models.CharField(max_length=6, choices=REVIEW_NAMES.items(), default=ReviewState.OPEN)
    opened_at = models.DateTimeField(db_index=True)
    opened_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agenda = models.JSONField(default=list)
    minutes = models.JSONField(default=dict)
    present = models.TextField(blank=True, default="")
    remarks = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state=ReviewState.OPEN), name="one_open_review"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ReviewState.OPEN, closed_at=None)
                | models.Q(state=ReviewState.CLOSED, closed_at__isnull=False),
                name="review_closed_has_time",
            ),
        )

    def __str__(self) -> str:
        return f"Weekly review of {self.opened_at:%-d %b %Y}"
