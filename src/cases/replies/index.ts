export { isSameText } from "./answer/texts.ts";
export { type ComposeMeans, composeReply, composeUnsigned, outerSubject } from "./compose.ts";
export { mailAddress } from "./fields.ts";
export type { Letter } from "./letter.ts";
export { newMessageId } from "./message-id.ts";
