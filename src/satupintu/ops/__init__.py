"""Running the product: start, health, measures, logs, and the commands."""
