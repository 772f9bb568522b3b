"""The ledgers of the grassroots (七表一录一记) and the work diary."""
