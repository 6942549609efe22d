export { listCaseMails, readCaseMail, type WaitingMail } from "./list.ts";
export { linkTo, type Notice, type NoticeContext, queueNotices, writeNotices } from "./notice.ts";
export type { LetterParcel } from "./parcel.ts";
export { type NewCaseMail, queueCaseMail, queueLetter, queueLetters } from "./queue.ts";
export { sendCaseMails } from "./send.ts";
