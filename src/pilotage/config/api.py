"""The API: every app's router under /api/v1/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Pilotage", version="1.0.0", docs_url=None, openapi_url="/openapi.json")
