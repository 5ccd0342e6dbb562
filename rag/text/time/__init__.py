"""Days and periods: what the words of a text mean on the calendar."""
