"""Operations that answer in one shape share its model: a web process keeps one, not one for each status of each operation."""

from collections import Counter
from typing import Any

from pilotage.config.api import api
from pilotage.people.api import Problem


def _models() -> list[Any]:
    return [model for one in api._operations() for model in one.response_models.values() if isinstance(model, type)]


def test_every_problem_is_one_model() -> None:
    problems = [one for one in _models() if one.model_fields["response"].annotation is Problem]
    assert len(problems) > 1000 and len(set(problems)) == 1


def test_no_shape_has_two_models_and_no_two_shapes_have_one() -> None:
    shapes = {model: repr(model.model_fields["response"].annotation) for model in _models()}
    assert [shape for shape, times in Counter(shapes.values()).items() if times > 1] == []
