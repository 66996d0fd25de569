"""Common issues: where deductions concentrate, why, and handing them to the trainer."""
