"""Bytes → Content."""
