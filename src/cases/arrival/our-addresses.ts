/**
 * Which addresses are ours: those named, and the same with something behind a plus sign (`security+SEC-2026-0001@…`),
 * in capitals or not.
 */
export function ourAddresses(named: readonly string[]): (address: string) => boolean {
  const ours = new Set(named.map((address) => address.toLowerCase()));
  return (address) => ours.has(withoutDetail(address.toLowerCase()));
}

function withoutDetail(address: string): string {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}
