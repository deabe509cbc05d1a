"""PostgreSQL for Django: a connection is asked less often whether it still lives."""
