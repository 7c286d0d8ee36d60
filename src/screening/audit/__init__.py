"""The audit topic: screening receipts, how they are chained, and what they prove."""
