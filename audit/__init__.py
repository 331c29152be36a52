"""Whether the sentences of plans are true: each against the plan that is made without the cause it names."""
