export { type ComposeMeans, composeReply, outerSubject } from "./compose.ts";
export { mailAddress } from "./fields.ts";
export type { Letter } from "./letter.ts";
export { newMessageId } from "./message-id.ts";
