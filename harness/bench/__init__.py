"""The figures: what recording costs, what the suite takes, and whether load changes a verdict."""
