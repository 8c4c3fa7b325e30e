"""Tests of `tally verify`."""
