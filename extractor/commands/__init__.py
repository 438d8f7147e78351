"""The commands over many documents, each registered on the one ``juesuan`` command."""
