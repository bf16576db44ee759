"""What people type → values: days, amounts, periods, names."""
