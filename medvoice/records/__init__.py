"""A patient's record (FHIR): exact answers that name their resources."""
