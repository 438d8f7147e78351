"""Queries over datasets for people who compare departments, and the page that shows them."""
