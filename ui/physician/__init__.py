"""The back-up physician's page: a process of its own, beside the application. Never Qt."""
