export { holdersOf, may, type Right, type Subject, waitsForYou } from "./access.ts";
export type { WebOptions } from "./http/options.ts";
export type * from "./model/index.ts";
export { PAGE_SIZES } from "./model/page-sizes.ts";
export { RELEASE_SHOWS } from "./model/release-shows.ts";
export { type OpenedMessage, openedMessagePage, ownFilePath } from "./own/opened-message.tsx";
export type * from "./ports.ts";
export { registerWeb } from "./server.ts";
