"""Only operations write: a scan of the syntax tree of everything else."""

import pytest
from allowances import allowed
from source_trees import Source, sources
from writes import may_write, writes

BAD = [
    "Biller.objects.create(name='x')",
    "Biller.objects.filter(pk=1).update(name='x')",
    "found = Task.objects.visible_to(viewer)\nfound = found.filter(done=False)\nfound.update(done=True)",
    "def close(found: QuerySet[Task]):\n    found.delete()",
    "rows = Task.objects.everywhere().exclude(a=1)\nrows.delete()",
    "task.save()",
    "task.save(update_fields=['title'])",
    "form.save()",
    "get_object_or_404(Task, pk=1).delete()",
    "Task(title='x').save()",
    "self.model.objects.bulk_create(rows)",
    "biller.contact_set.create(name='x')",
    "team.members.all()\nTeam.objects.get_or_create(name='x')",
    "task.comments.update(read=True)",
    "cursor.executemany('INSERT INTO t VALUES (?)', rows)",
    "cursor.execute(f'DELETE FROM {table}')",
    "with change(by=by, now=now) as c:\n    c.create(Task, title='x')",
    "User.objects.get(pk=1).delete()",
]
GOOD = [
    "context = {}\ncontext.update(extra)",
    "context = dict(a=1)\ncontext.update(a=2)",
    "self.fields['x'].widget.attrs.update({'class': 'y'})",
    "seen = set()\nseen.update(rows)\nseen.add(1)\nseen.clear()",
    "field_file.delete()\nworkbook.save(path)\nrequest.session.save()\ncache.delete('key')",
    "@router.delete('/tasks/{pk}')\ndef remove(request, pk):\n    operations.remove_task(pk=pk, by=by, now=now)",
    "operations.create(by=by, now=now)",
    "cursor.execute('SELECT 1')",
    "rows = Task.objects.visible_to(viewer).count()",
    "digest.update(block)",
    "class Q(QuerySet):\n    def delete(self):\n        return super().delete()",
    "names = Task.objects.values_list('a', flat=True)",
]


@pytest.mark.parametrize("snippet", BAD)
def test_a_write_is_found(snippet: str) -> None:
    assert writes(Source("src/pilotage/desk/views.py", snippet)) != []


@pytest.mark.parametrize("snippet", GOOD)
def test_what_writes_no_row_passes(snippet: str) -> None:
    assert writes(Source("src/pilotage/desk/views.py", snippet)) == []


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("src/pilotage/work/operations.py", True),
        ("src/pilotage/core/operations/change.py", True),
        ("src/pilotage/work/views/operations_list.py", False),
        ("src/pilotage/work/api.py", False),
    ],
)
def test_only_the_room_of_operations_may_write(path: str, may: bool) -> None:
    assert may_write(Source(path, "")) is may


def test_nothing_outside_operations_writes() -> None:
    exceptions = allowed("writes")
    found = {source.path: writes(source) for source in sources() if not may_write(source)}
    assert [line for path, lines in found.items() for line in lines if path not in exceptions] == []
    assert [path for path in exceptions if not found.get(path)] == [], "Nothing writes there any more: remove its line."
