"""The templates: where they come from, what they may do, and what stands beside them."""
