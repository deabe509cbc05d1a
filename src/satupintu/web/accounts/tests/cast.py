"""The people of these tests."""

MELATI = "melati@example.com"
BUDI = "+6281200001234"
RINI = "rini@dinkes.example.go.id"
PASSWORD = "kopi-pagi-di-teras-42"
