"""The product's settings with one more app: the work that workers under test are killed at."""

from pilotage.config.settings import *  # noqa: F403
from pilotage.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "killing"]
