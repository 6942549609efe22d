/** Whether the second text has everything that the first says: letters and digits alone count, in any script. */
export function isSameText(text: string, plain: string): boolean {
  const bare = (one: string): string => one.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return bare(plain).includes(bare(text));
}
