"""Asks for work and keeps what was acknowledged: a process of its own, since it needs the installation's own database.

`python -m killing.asking` reads one JSON line after the other (`{"jobs": 2, "mails": 1}`, `"owed"`, `"count"`) and answers each.
"""

import io
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime

import django
from django.utils import timezone


class Desk:
    """One series: everything that is asked for from now on."""

    def __init__(self) -> None:
        from pilotage.core.models import AuditHead
        from pilotage.core.viewer import system

        head = AuditHead.objects.filter(pk=1).first()
        self.after_seq = head.seq if head else 0
        self.begun: datetime = timezone.now()
        self.by = system()
        self.number = 0
        self.acknowledged: dict[str, list[str]] = {"jobs": [], "reactions": [], "mails": [], "imports": []}

    def ask(self, wanted: dict[str, int]) -> int:
        """Each in a change of its own; noted once its commit has returned."""
        ways: dict[str, Callable[[str], str]] = {
            "jobs": self._job, "reactions": self._reaction, "mails": self._mail, "imports": self._import
        }  # fmt: skip
        for what, how_many in wanted.items():
            for _ in range(how_many):
                self.number += 1
                self.acknowledged[what].append(ways[what](f"{what}:{self.after_seq}:{self.number}"))
        return self.number

    def _job(self, name: str) -> str:
        from killing.work import JOB
        from pilotage.core.jobs import enqueue

        fails_once = self.number % 5 == 0 and not os.environ.get("KILLING_TWIN")
        enqueue(JOB, {"name": name, "fails_once": fails_once}, by=self.by, now=timezone.now())
        return name

    def _reaction(self, name: str) -> str:
        from killing.work import ASKED
        from pilotage.core.operations import change

        with change(by=self.by, now=timezone.now()) as c:
            c.log(ASKED, None, note=name)
        return name

    def _mail(self, name: str) -> str:
        from killing.work import mail_for
        from pilotage.core.operations import change

        with change(by=self.by, now=timezone.now()) as c:
            c.send("mail", f"killing:{name}", mail_for(name))
        return name

    def _import(self, name: str) -> str:
        """By page, as a person does: upload, check, and commit once the check is done."""
        from killing.work import ROWS
        from pilotage.people.models import User
        from pilotage.people.operations import create_user
        from pilotage.people.viewers import viewer_of
        from pilotage.portfolio.operations.runs import check_run, start_import

        now, key = timezone.now(), name.replace(":", "-")
        user = User.objects.first() or create_user(
            by=self.by, now=now, email="ada@example.com", name="Ada", roles=["admin"], password_hash="!"
        )
        lines = [f"{key}-{n}" for n in range(ROWS)]
        billers = "external_id,name\n" + "".join(f"{line},{line}\n" for line in lines)
        phases = "external_id,biller,target_go_live\n" + "".join(f"p-{line},{line},2027-06-01\n" for line in lines)
        files = [("billers.csv", io.BytesIO(billers.encode())), ("phases.csv", io.BytesIO(phases.encode()))]
        by = viewer_of(user, source="page")
        run = start_import(files=files, by=by, now=now)
        check_run(run=run, by=by, now=now)
        return f"{run.pk} {key}"

    def commit_checked(self) -> None:
        """Goes on with every import whose check is done."""
        from pilotage.people.viewers import viewer_of
        from pilotage.portfolio.models import ImportRun
        from pilotage.portfolio.operations.runs import commit_import

        for run in ImportRun.objects.filter(state="ready").select_related("started_by"):
            assert run.started_by is not None
            commit_import(run=run, by=viewer_of(run.started_by, source="page"), now=timezone.now())

    def owed(self) -> int:
        """How much is not done yet, nor given up."""
        from django_tasks_db.models import DBTaskResult

        from pilotage.core.models import DueReaction, OutboxMessage

        self.commit_checked()
        return (
            DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count()
            + DueReaction.objects.filter(done_at=None, failed_at=None).count()
            + OutboxMessage.objects.filter(sent_at=None, failed_at=None).count()
        )


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    from killing.counting import count

    desk = Desk()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = desk.owed() if asked == "owed" else count(desk) if asked == "count" else desk.ask(asked)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
