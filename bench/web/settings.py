"""The product's settings with the bare view beside its pages."""

from pilotage.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.web.bare"
