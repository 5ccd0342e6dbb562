"""Questions to the seeds, and the ids of the two seeds."""

REVENUE = "What was the revenue of Scale AI in 2024?"
OFF_TOPIC = "Which volcano erupted near Reykjavik?"
ONE, TWO = "000_dbff6c9ee408745f", "001_d04b8c93f494b523"
