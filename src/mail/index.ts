export * from "./addresses.ts";
export { partsOf } from "./check-message.ts";
export { readHeaders } from "./headers.ts";
export * from "./html-text.ts";
export { withNetworkLineEnds } from "./lines.ts";
export * from "./read-mail.ts";
export * from "./safe-name.ts";
export * from "./types.ts";
export { visibleText } from "./visible-text.ts";
