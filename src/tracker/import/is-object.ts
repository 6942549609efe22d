/** A JSON object, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text, or nothing of it: an object of a stranger's may refuse to become one, so that `String` would throw. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
