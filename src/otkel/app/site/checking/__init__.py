"""The check page: a trip as a form, its answer, and what another day, point, driver or truck would change."""
