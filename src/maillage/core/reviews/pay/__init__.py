"""Variable pay: what a scheme promises, what is earned, and what it may cost (N-02, B-02)."""
