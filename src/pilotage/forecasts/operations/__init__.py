"""The only writers of what was learnt and forecast."""

from pilotage.forecasts.operations.asking import ask_for_forecasts
from pilotage.forecasts.operations.learning import cross_tested, learn
from pilotage.forecasts.operations.working_out import work_out_forecasts

__all__ = ["ask_for_forecasts", "cross_tested", "learn", "work_out_forecasts"]
