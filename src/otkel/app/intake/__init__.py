"""Messages of trackers and seals, taken in as they come: over HTTP and over MQTT."""
