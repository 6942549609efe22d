import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HandlingContext, type KeptMessage, readMessages, readRawMessage } from "../../src/cases/index.ts";
import { prepareReply, sendReply } from "../../src/cases/replies/answer/index.ts";
import { readAudit, type Store } from "../../src/store/index.ts";
import { type AnswersWorld, createAnswersWorld, REPORT } from "./cases-answers-world.ts";
import { textPart } from "./cases-mail-kit.ts";

let desk: AnswersWorld;
let store: Store;
let context: HandlingContext;
let arrives: AnswersWorld["arrives"];
let kept: AnswersWorld["kept"];
let encrypted: AnswersWorld["encrypted"];

beforeAll(async () => {
  desk = await createAnswersWorld();
  ({ store, context, arrives, kept, encrypted } = desk);
});

afterAll(() => desk?.close());

const waitingFor = (id: string) =>
  store.db
    .selectFrom("case_mail")
    .select("key")
    .where("case_id", "=", id)
    .where("message_id", "is not", null)
    .execute();
/** The id that its recipient answers to, with angle brackets. */
const headerIdOf = async (caseId: string, id: string) => {
  const raw = await readRawMessage(context.vault, { caseId, id }, "pia");
  return /^Message-ID: (<.+>)\r?$/im.exec(Buffer.from(raw).toString("latin1"))?.[1] ?? "";
};
const answersIn = async (id: string) =>
  (await readMessages<KeptMessage>(context.vault, id, "pia")).filter(({ contents }) => contents.direction === "out");

describe("a form that is sent twice", () => {
  test("sends one mail, and each press is told of that one, also while the first is under way", async () => {
    const id = await arrives("fay@clear.example", textPart(REPORT));
    const { token } = await prepareReply(context, "pia", id);
    const waiting = (await waitingFor(id)).length;
    const wish = { body: "Thank you,\n\nwe look into it.", token };
    const [first, second] = await Promise.all([
      sendReply(context, "pia", id, wish),
      sendReply(context, "pia", id, wish),
    ]);
    expect(second).toEqual(first);
    const later = await sendReply(context, "pia", id, { ...wish, body: wish.body.replace(/\n/g, "\r\n") });
    expect(later).toEqual(first);
    expect(await waitingFor(id)).toHaveLength(waiting + 1);
    expect((await answersIn(id)).filter(({ contents }) => contents.by === "pia")).toHaveLength(1);
    const said = await readAudit(store.db, { object: `case ${id}` });
    expect(said.filter(({ action }) => action === "answer in clear")).toHaveLength(1);
  });

  test.each([
    ["a question for a key", true, "ask-for-key"],
    ["an answer in clear", false, "clear"],
  ] as const)("tells how it left: %s", async (_name, isEncrypted, how) => {
    const came = textPart(REPORT);
    const id = await arrives("hal@nokey.example", isEncrypted ? encrypted(came) : came);
    const { token, body } = await prepareReply(context, "pia", id);
    const first = await sendReply(context, "pia", id, { body, token });
    expect(first.how).toBe(how);
    expect(await sendReply(context, "pia", id, { body, token })).toEqual(first);
  });

  test("the second of two that sort a case out is told what the first did", async () => {
    const id = await arrives("gil@clear.example", textPart(REPORT));
    const { token } = await prepareReply(context, "pia", id);
    const act = { act: "sort", as: "declined", reason: "bogus: no flaw" } as const;
    const press = () => sendReply(context, "pia", id, { body: "Thank you.", token }, [act]);
    const [first, second] = await Promise.all([press(), press()]);
    expect([second, await press()]).toEqual([first, first]);
    expect((await kept(id)).case.state).toBe("declined");
  });

  test("another text, another person and another case are no second press", async () => {
    const id = await arrives("ida@clear.example", textPart(REPORT));
    const { token } = await prepareReply(context, "pia", id);
    await sendReply(context, "pia", id, { body: "Thank you.", token });
    const mails = await waitingFor(id);
    const changed = sendReply(context, "pia", id, { body: "Thank you. One more thing.", token });
    await expect(changed).rejects.toMatchObject({ code: "ANSWER_SENT" });
    await expect(sendReply(context, "vic", id, { body: "Thank you.", token })).rejects.toMatchObject({
      code: "ANSWER_SENT",
    });
    await expect(sendReply(context, "audra", id, { body: "Thank you.", token })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await waitingFor(id)).toEqual(mails);
    const other = await arrives("jan@clear.example", textPart(REPORT));
    expect((await sendReply(context, "pia", other, { body: "Thank you.", token })).how).toBe("clear");
    expect(await answersIn(other)).not.toEqual([]);
  });

  test("what was refused is no answer: the same form can be sent again", async () => {
    const id = await arrives("kim@nokey.example", encrypted(textPart(REPORT)));
    const { token } = await prepareReply(context, "pia", id);
    const refused = sendReply(context, "pia", id, { body: "We know it.", token });
    await expect(refused).rejects.toMatchObject({ code: "CASE_REFUSED" });
    const sent = await sendReply(context, "pia", id, { body: "We know it.", token, overrideReason: "by telephone" });
    expect(sent.how).toBe("clear");
  });
});

describe("a command that is given twice", () => {
  const body = "Thank you,\n\nwe look into it.";

  test("sends one mail, and is told when the first left; the same goes out again where that is said", async () => {
    const id = await arrives("lea@clear.example", textPart(REPORT));
    const waiting = (await waitingFor(id)).length;
    const [one, other] = await Promise.all([
      sendReply(context, "pia", id, { body }),
      sendReply(context, "pia", id, { body }),
    ]);
    expect(other.messageId).toBe(one.messageId);
    expect([one.sentBefore, other.sentBefore].filter((at) => at !== undefined)).toEqual([expect.any(Date)]);
    const third = await sendReply(context, "pia", id, { body: ` ${body.replace(/\n/g, "\r\n")}\n` });
    expect(third).toMatchObject({ messageId: one.messageId, sentBefore: expect.any(Date) });
    // The copy to our own address, which is kept with the case, is no word from outside.
    const raw = await readRawMessage(context.vault, { caseId: id, id: one.messageId }, "pia");
    expect(await desk.comesBack(raw)).toBe(id);
    expect(await sendReply(context, "pia", id, { body })).toMatchObject({ messageId: one.messageId });
    expect(await waitingFor(id)).toHaveLength(waiting + 1);
    const again = await sendReply(context, "pia", id, { body, again: true });
    expect(again.sentBefore).toBeUndefined();
    expect(await waitingFor(id)).toHaveLength(waiting + 2);
  });

  test("another text, another person, and words that answer what came since are answers of their own", async () => {
    const id = await arrives("max@clear.example", textPart(REPORT));
    const first = await sendReply(context, "pia", id, { body });
    const thread = `In-Reply-To: ${await headerIdOf(id, first.messageId)}`;
    const sent = [
      await sendReply(context, "pia", id, { body: `${body} One more thing.` }),
      await sendReply(context, "vic", id, { body }),
    ];
    expect(await arrives("max@clear.example", textPart("Here is more."), [thread])).toBe(id);
    sent.push(await sendReply(context, "pia", id, { body }));
    expect(new Set([first, ...sent].map(({ messageId }) => messageId)).size).toBe(4);
    expect(sent.map(({ sentBefore }) => sentBefore)).toEqual([undefined, undefined, undefined]);
  });
});
