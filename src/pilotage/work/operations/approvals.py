"""Asks a biller for a yes or no, and takes the answer."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.enums import ABOUT_NAMES, FINISHED, Side, TaskState
from pilotage.work.models import ApprovalAsk, Task
from pilotage.work.operations.states import reopen_task
from pilotage.work.permissions import require_staff
from pilotage.work.rules import task_url
from pilotage.work.texts import no_card

ANSWERED_YES, ANSWERED_NO = "work.approved", "work.approval_refused"


def ask_approval(
    *,
    task: Task,
    about: str,
    question: str,
    details: str = "",
    file: StoredFile | None = None,
    by: Viewer,
    now: datetime,
) -> ApprovalAsk:
    """The biller is asked to say yes or no to exactly these words and this file; the task waits for it.

    Refuses for a task that the biller doesn't owe or that is over, while an earlier question waits, an empty question, card numbers,
    and a file that isn't shared. Also: event `work.approvalask_created`; the owner, or else all of the biller's people, are told.
    """
    require_staff(by)
    if task.side != Side.BILLER or task.state in FINISHED:
        raise Refused(_("Only an open task that the biller owes can ask for their yes."))
    words = {"question": " ".join(question.split()), "details": details.strip()}
    if not words["question"]:
        raise Refused(_("Say what they are asked to approve."), field="question")
    if about not in ABOUT_NAMES:
        raise Refused(_("Choose what it is about."), field="about")
    for name, text in words.items():
        no_card(text, field=name)
    if file is not None and (not file.is_shared or file.biller_id != task.biller_id):
        raise Refused(_("The biller's people can't see this file. Share it first."), field="file")
    with change(by=by, now=now) as c:
        if ApprovalAsk.objects.everywhere().filter(task=task, is_yes=None).exists():
            raise Refused(_("An earlier question of this task waits for its answer."))
        approval = c.create(
            ApprovalAsk, scope=task.biller_id, biller_id=task.biller_id, task=task, about=about, file=file,
            digest=digest_of(about, words["question"], words["details"], file), asked_by_id=by.user_id, asked_at=now, **words,
        )  # fmt: skip
        if task.state == TaskState.BLOCKED:  # by the no to an earlier question
            reopen_task(task=task, reason=words["question"], by=by, now=now)
        _tell_biller(approval, task, by, now)
    return approval


def answer_approval(*, approval: ApprovalAsk, is_yes: bool, reason: str = "", by: Viewer, now: datetime) -> ApprovalAsk:
    """A biller's person says yes, which completes the task, or no with a reason, which blocks it until it is asked again.

    Refuses staff, who can't say yes for a biller, a second answer, and a no without a reason. Also: event `work.approved` or
    `work.approval_refused` with the reason; who asked is told.
    """
    from pilotage.work.planned import mover_of  # it names the operations of this package

    if by.is_provider or by.user_id is None or approval.biller_id not in by.biller_ids:
        raise Forbidden(_("Only the biller's own people can answer this."))
    words = " ".join(reason.split())[:300]
    no_card(words, field="reason")
    if not is_yes and not words:
        raise Refused(_("Say what has to change before you can say yes."), field="reason")
    with change(by=by, now=now) as c:
        held = ApprovalAsk.objects.everywhere().select_for_update(of=("self",)).get(pk=approval.pk)
        if held.is_yes is not None:
            raise Refused(_("%(name)s has answered this already.") % {"name": held.answered_name})
        c.save(
            approval, kind=ANSWERED_YES if is_yes else ANSWERED_NO, note=words, is_yes=is_yes, reason=words,
            answered_by_id=by.user_id, answered_name=by.name, answered_at=now,
        )  # fmt: skip
        task = Task.objects.everywhere().select_related("record", "biller", "plan__project").get(pk=approval.task_id)
        if is_yes:
            mover_of(task, "complete")(by=by, now=now)
        else:
            blocked = _("Not approved: %(why)s") % {"why": words}
            mover_of(task, "block")(reason=blocked[:300], by=by, now=now)
        _tell_asker(approval, task, is_yes, by, now)
    return approval


def digest_of(about: str, question: str, details: str, file: StoredFile | None) -> str:
    """SHA-256 over what is approved, so that it can be shown later that it was this and nothing else."""
    parts = [about, question, details, file.sha256 if file is not None else ""]
    return hashlib.sha256("\n\0".join(parts).encode()).hexdigest()


def _tell_biller(approval: ApprovalAsk, task: Task, by: Viewer, now: datetime) -> None:
    theirs = User.objects.filter(memberships__biller_id=task.biller_id, is_active=True).distinct()
    users = [task.owner] if task.owner is not None else list(theirs)
    tell(
        users=users, kind="approval_asked", text=f"{by.name} asks you to approve: {approval.question}",
        url=task_url(task.pk, task.side, False), record=task.record, key=f"approval:{approval.pk}", by=by, now=now,
    )  # fmt: skip


def _tell_asker(approval: ApprovalAsk, task: Task, is_yes: bool, by: Viewer, now: datetime) -> None:
    said = "approved" if is_yes else "did not approve"
    text = f"{by.name} {said}: {approval.question}" + (f" ({approval.reason})" if approval.reason else "")
    tell(
        users=[approval.asked_by], kind="approval_answered", text=text, url=task_url(task.pk, task.side, True),
        record=task.record, key=f"approval-answer:{approval.pk}", by=by, now=now,
    )  # fmt: skip
