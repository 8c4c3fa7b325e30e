"""The OpenAPI document: what the routers say, and what holds for every operation: scopes, headers, problems."""

from copy import deepcopy
from functools import cached_property
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from pilotage.people.api import TokenDoor
from pilotage.people.api.repeats import LONGEST_KEY
from pilotage.people.api.versions import TAG

PROBLEM = "application/problem+json"
DESCRIPTION = """Billers from contract to steady state.

Make a token under Settings, Access tokens, or with `pilotage token create`, and send it as `Authorization: Bearer …`. What a
token may do is what its scopes name and its account's roles allow. Whatever goes wrong is answered as
`application/problem+json` (RFC 9457); `detail` says what to do."""
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "description": "The ETag that was read: nobody is overwritten.",
    "schema": {"type": "string", "pattern": f"^{TAG}$", "examples": ['"1"']},
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Any text of your own: the same request with the same key is done once, and answered again.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "examples": ["order-2207"]},
}  # fmt: skip
ETAG = {"description": "The version of what was read, for If-Match.", "schema": {"type": "string"}}
MEANS = {
    400: "The request can't be read, such as a body that isn't JSON.",
    401: "No token, or one that doesn't work.",
    403: "The token lacks the scope, or its account the role.",
    404: "Nothing there, or nothing that this account sees.",
    409: "Well formed, but refused by a rule or by how things stand.",
    412: "Changed by somebody since it was read.",
    413: "The body is too large.",
    422: "The request doesn't fit this description; `field` names the value.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says in how many seconds to go on.",
    500: "A fault of ours; it is in the log.",
}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
}


class _Document(OpenAPISchema):
    """Ninja's, which asks pydantic once for each kind of answer: 1,200 of 1,700 answers are the same problem."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self.answers: dict[Any, Any] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(self, model: Any, *given: Any, **named: Any) -> Any:
        if named.get("mode") != "serialization" or list(model.model_fields) != ["response"]:
            return super()._create_schema_from_model(model, *given, **named)
        key = (model, named.get("by_alias"))
        if key not in self.answers:
            self.answers[key] = super()._create_schema_from_model(model, *given, **named)
        return deepcopy(self.answers[key])


class DescribedApi(NinjaAPI):
    """Ninja, with a document that says everything that its users meet."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the view: `list_billers`, stable for generated clients."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Ninja's document, completed; worked out once by each process."""
        found = self.documents.get(key := repr(sorted(kwargs.items())))
        if found is None:
            found = self.documents[key] = self._completed(**kwargs)
        return found

    @cached_property
    def documents(self) -> dict[str, Any]:
        """The documents that were asked for, by what they were asked with."""
        return {}

    def _completed(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        scopes = {self.get_openapi_operation_id(one): _scope(one) for one in self._operations()}
        schema = _Document(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)
        schemes = schema["components"]["securitySchemes"]
        schema["components"]["securitySchemes"] = {"token": schemes.popitem()[1]}
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                _complete(operation, method, path, scopes[operation["operationId"]])
        return schema

    def _operations(self) -> list[Operation]:
        bound = self._get_bound_routers()
        return [one for router in bound for view in router.path_operations.values() for one in view.operations]


def _scope(operation: Operation) -> str:
    return next((door.scope for door in operation.auth_callbacks if isinstance(door, TokenDoor)), "")


def _complete(operation: dict[str, Any], method: str, path: str, scope: str) -> None:
    operation["security"] = [{"token": [scope]}]
    operation["description"] = f"{operation['description']}\n\nScope: `{scope}`."
    parameters = operation["parameters"]
    parameters.extend({"patch": [IF_MATCH], "post": [IDEMPOTENCY_KEY]}.get(method, []))
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            answer["description"] = MEANS[int(status)]
            answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
            answer.update({"headers": HEADERS[int(status)]} if int(status) in HEADERS else {})
        elif method in ("get", "patch") and path.endswith("{pk}"):
            answer["headers"] = {"ETag": ETAG}
