"""Generated plans are judged by what they find, never by the time that a busy machine takes over one of them."""

from hypothesis import settings

settings.register_profile("planner", deadline=None)
settings.load_profile("planner")
