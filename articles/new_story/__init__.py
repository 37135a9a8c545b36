"""What a new story can start from: a template, a timeline event, or a correction request."""
