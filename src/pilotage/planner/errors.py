"""What the planner raises when a plan or a date cannot be read or worked out."""


class PlanError(ValueError):
    """A plan, file or date that cannot be used. `str()` is one line: where, what is so, then what to do.

    `row` counts as a spreadsheet does (the header is row 1); `task_id` is the task's id where one is known.
    """

    def __init__(self, reason: str, remedy: str, *, task_id: str | None = None, row: int | None = None) -> None:
        self.reason = reason
        self.remedy = remedy
        self.task_id = task_id
        self.row = row
        super().__init__(f"{self._place()}{reason} {remedy}")

    def _place(self) -> str:
        if self.row is not None:
            return f"Row {self.row} ({self.task_id}): " if self.task_id else f"Row {self.row}: "
        return f"Task {self.task_id}: " if self.task_id else ""
