package carillon.api;

import jakarta.json.JsonValue;

/**
 * Body of {@code POST /runs/{id}/retry}; may be left out.
 *
 * @param payload any JSON in place of the one it had; null for the same
 */
record RetryRequest(JsonValue payload) {}
