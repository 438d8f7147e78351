"""Measurements: never run as tests, always printed with the machine that they were made on."""
