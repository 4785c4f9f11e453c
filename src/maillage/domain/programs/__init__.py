"""What programs ask and are told: idempotent requests and webhooks."""
