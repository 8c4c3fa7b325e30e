"""Playbooks: templates of plans, in versions."""

from django.db import models

from pilotage.core.models import PartModel, RecordModel


class Playbook(RecordModel):
    """A named template, known in files by its `slug`.

    A part is no plan by itself: it is stitched into one, by itself where the biller buys one of its `products`.
    """

    record_kind = "playbook"
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")
    is_part = models.BooleanField(default=False)
    products = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(PartModel):
    """One state of a playbook. Published versions never change; projects stay traceable to theirs. A draft is being built."""

    part_of = "playbook"
    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True, default="")
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    author = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version_once"),
            models.UniqueConstraint(
                fields=["playbook"], condition=models.Q(is_published=False), name="playbook_one_draft"
            ),
        )

    def __str__(self) -> str:
        return f"{self.playbook.name}, version {self.number}"

    def audit_record_id(self):
        return self.playbook_id


class PlaybookTask(PartModel):
    """One line of a playbook (`lines.Line`). `roles` are codes, `depends_on` and `needed_by` links as text (`T001 SS+2`).

    `duration_days` are working days; `parameter` is the name under which a start may ask for another length. `revision` counts
    the changes of a draft's line, so that two who build one draft are told of each other.
    """

    part_of = "version"
    version = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    part = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    roles = models.JSONField(default=list)
    duration_days = models.PositiveIntegerField()
    depends_on = models.JSONField(default=list)
    milestone = models.CharField(max_length=120, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    condition = models.CharField(max_length=500, blank=True, default="")
    parent = models.CharField(max_length=40, blank=True, default="")
    documents = models.JSONField(default=list, blank=True)
    parameter = models.CharField(max_length=40, blank=True, default="")
    needed_by = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["version", "code"], name="playbook_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def audit_record_id(self):
        return self.version.playbook_id
