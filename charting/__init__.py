"""Charting: face maps of botulinum toxin treatments, with units and density area by area."""

__version__ = "0.1.0"
