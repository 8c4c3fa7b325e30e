"""What is compared with what: the key, both sides, the rule of each field. Read from YAML or JSON, every mistake named."""

from pilotage.tally.spec.model import FieldRule, Side, Spec, Tolerance
from pilotage.tally.spec.reading import load_spec, read_spec

__all__ = ["FieldRule", "Side", "Spec", "Tolerance", "load_spec", "read_spec"]
