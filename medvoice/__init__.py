"""medvoice: radiology dictation to a structured report, on one local machine."""

__version__ = "0.1.0"
