import type { CannedAnswer, CaseMessage, CaseView } from "../../../cases/index.ts";
import type { ActContext, Values } from "../../forms/cases/fields.ts";
import type { Frame } from "../../model/index.ts";
import { ClockPicture } from "../../parts/cases/clocks.tsx";
import { CaseFacts } from "../../parts/cases/facts.tsx";
import { CaseHead } from "../../parts/cases/head.tsx";
import { History, Readers } from "../../parts/cases/history.tsx";
import { Message } from "../../parts/cases/message.tsx";
import { Next, OtherActs, Settle } from "../../parts/cases/next.tsx";
import { VerdictTag, WordSource } from "../../parts/cases/verdicts.tsx";
import { AreaField, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { Empty } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { casePath, messagePath, replyPath } from "../../text/cases/addresses.ts";
import { cutBytes } from "../../text/cut.ts";
import { count } from "../../text/words.ts";

/** How much of a page the texts of messages may take together, and one of them. */
const TEXT_BYTES = 14_000;
const ONE_BYTES = 4_500;
/** Messages that are shown; the report always is, and of the others the latest. */
const MOST_MESSAGES = 6;

export interface CasePageProps {
  readonly frame: Frame;
  readonly context: ActContext;
  readonly canned: readonly CannedAnswer[];
  /** What was sent of the form that settles it, and refused. */
  readonly settled?: { readonly sent: Values; readonly problem: string };
}

/** One case: what is the case and who has to do what, what came, what was answered, and what else can be done. */
export function CasePage({ frame, context, canned, settled }: CasePageProps) {
  const { view } = context;
  const { id } = view.row;
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} />
      <Next frame={frame} context={context} />
      <div class="columns">
        <div>
          <Settle frame={frame} context={context} sent={settled?.sent} problem={settled?.problem ?? ""} />
          <Words frame={frame} view={view} />
          <Messages frame={frame} view={view} />
          <Answer frame={frame} view={view} canned={canned} />
          <Comment frame={frame} view={view} />
        </div>
        <CaseFacts frame={frame} view={view} />
      </div>
      <section aria-labelledby="clocks">
        <h2 id="clocks">Clocks</h2>
        {view.clocks.length === 0 ? (
          <Empty>The case is closed; no clock runs.</Empty>
        ) : (
          <ClockPicture clocks={view.clocks} frame={frame} />
        )}
      </section>
      <OtherActs view={view} />
      <History frame={frame} view={view} />
      <Readers frame={frame} view={view} />
    </Layout>
  );
}

/** Every team's word, while teams are asked. */
function Words({ frame, view }: { frame: Frame; view: CaseView }) {
  if (view.words.length === 0 || view.row.team !== "") return null;
  return (
    <section aria-labelledby="words">
      <h2 id="words">What the teams say</h2>
      <Scroll label="Table of verdicts">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Team</th>
              <th scope="col">Its word</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {view.words.map((word) => (
              <tr key={word.team}>
                <th scope="row">{word.team}</th>
                <td data-label="Its word">
                  <VerdictTag verdict={word.verdict} />
                </td>
                <td data-label="By">
                  <WordSource word={word} frame={frame} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Messages({ frame, view }: { frame: Frame; view: CaseView }) {
  const { messages, row } = view;
  const [report, ...rest] = messages;
  const latest = rest.slice(-(MOST_MESSAGES - 1));
  const between = rest.slice(0, rest.length - latest.length);
  const keys = { reporterKey: view.reporterKey, reporter: view.kept.reporter };
  const bytes = shares([...(report ? [report] : []), ...latest]);
  const show = (message: CaseMessage) => (
    <Message
      key={message.id}
      caseId={row.id}
      message={message}
      number={messages.indexOf(message) + 1}
      keys={keys}
      frame={frame}
      bytes={bytes.get(message.id) ?? 0}
    />
  );
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">
        Messages <span class="count">{messages.length}</span>
      </h2>
      {report ? show(report) : <Empty>No message is kept with it.</Empty>}
      {between.length > 0 ? (
        <details>
          <summary>{count(between.length, "message", "messages")} between</summary>
          <ul class="links">
            {between.slice(-200).map(({ id, at, kept }) => (
              <li key={id}>
                <a href={messagePath(row.id, id)}>
                  {at.toISOString().slice(0, 16).replace("T", " ")} UTC, {kept.direction === "in" ? "from" : "by"}{" "}
                  {kept.by.slice(0, 60)}
                </a>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {latest.map(show)}
    </section>
  );
}

/** The report first, then the latest: what does not fit is one click away. */
export function shares(messages: readonly CaseMessage[]): ReadonlyMap<string, number> {
  let room = TEXT_BYTES;
  const given = new Map<string, number>();
  const [first, ...rest] = messages;
  for (const message of [...(first ? [first] : []), ...rest.reverse()]) {
    const wanted = message.kept.shown.parts.reduce((sum, part) => sum + cutBytes(part.text), 0);
    const bytes = Math.min(wanted, room, ONE_BYTES);
    given.set(message.id, bytes);
    room -= bytes;
  }
  return given;
}

function Answer({ frame, view, ...rest }: { frame: Frame; view: CaseView; canned: readonly CannedAnswer[] }) {
  const { row, kept } = view;
  const canned = rest.canned.filter(({ body }) => body !== "");
  if (kept.reporter === "") return null;
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">Answer</h2>
      <p>
        {kept.cameEncrypted
          ? "The report came encrypted, so nothing of it leaves in clear."
          : "The report came in clear; an answer may, and asks for a key."}
      </p>
      <p class="act">
        <a class="button" href={replyPath(row.id)}>
          Answer {kept.reporter.slice(0, 80)} as {frame.viewer?.id} …
        </a>
      </p>
      {canned.length > 0 ? (
        <p>
          <small>
            Or begin with:{" "}
            {canned.map(({ name, title }, at) => (
              <span key={name}>
                {at > 0 ? " · " : ""}
                <a href={replyPath(row.id, { canned: name })}>{title}</a>
              </span>
            ))}
          </small>
        </p>
      ) : null}
    </section>
  );
}

function Comment({ frame, view }: { frame: Frame; view: CaseView }) {
  const { id } = view.row;
  return (
    <section aria-labelledby="comment">
      <h2 id="comment">Among us</h2>
      <ActForm frame={frame} action={casePath(id, "/comment")} class="stack">
        <AreaField
          id="text"
          label="A note"
          hint="Only those who may read the case see it; it is sent nowhere."
          value=""
          longest={20_000}
          rows={3}
          required
        />
        <div class="act">
          <button type="submit" class="plain">
            Note it, as {frame.viewer?.id}
          </button>
        </div>
      </ActForm>
      <details>
        <summary>Another title</summary>
        <ActForm frame={frame} action={casePath(id, "/title")} class="stack">
          <TextField
            id="title"
            label="Title"
            hint="One line. It stays on this desk: mails and addresses hold the id alone."
            value={view.kept.title}
            longest={200}
            required
          />
          <div class="act">
            <button type="submit" class="plain">
              Set the title, as {frame.viewer?.id}
            </button>
          </div>
        </ActForm>
      </details>
      <p>
        <small>
          <a href={casePath(id, "/advisory")}>{view.kept.advisory === "" ? "Begin the advisory" : "The advisory"}</a>
          {" · "}
          <a href={casePath(id, "/publication")}>What the world will be told</a>
          {" · "}
          <a href={casePath(id, "/lesson")}>The lesson</a>
          {view.policy.duties.map(({ name }) => (
            <span key={name}>
              {" · "}
              <a href={casePath(id, `/duties/${name}`)}>Report: {name.replaceAll("-", " ")}</a>
            </span>
          ))}
        </small>
      </p>
    </section>
  );
}
