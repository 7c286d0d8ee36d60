"""The plain aiokafka peer."""
