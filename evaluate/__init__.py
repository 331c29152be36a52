"""What the planner is worth: runs over recorded years, kept as figures, and the pages that quote them."""
