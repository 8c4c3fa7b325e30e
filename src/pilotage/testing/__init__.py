"""System integration and user acceptance tests of a phase: plans, cases, results, defects, coverage, sign-off."""
