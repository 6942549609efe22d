/** The heavy half of the program, loaded when a command really runs it. */
export function loadCommandDesk(): Promise<typeof import("../../desk/index.ts")> {
  return import("../../desk/index.ts");
}
