"""What DATABASE_URL says of PostgreSQL beyond its address."""

import pytest

from pilotage.config.home import database


@pytest.mark.parametrize(
    ("query", "planned", "others"),
    [
        ("", 1, {}),
        ("?prepare_threshold=5", 5, {}),
        ("?prepare_threshold=none", None, {}),
        ("?sslmode=require&prepare_threshold=none", None, {"sslmode": "require"}),
    ],
)
def test_prepared_statements_can_be_left_to_a_pooler(monkeypatch, query: str, planned: int | None, others) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:p@host/name{query}")
    assert database()["OPTIONS"] == others | {"prepare_threshold": planned}
