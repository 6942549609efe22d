import { formatDuration } from "../../kernel/index.ts";
import type { Frame, KeyModel, PeopleModel, PersonModel } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Tag } from "../parts/tag.tsx";
import { roleWord } from "../text/role.ts";
import { formatDay } from "../text/times.ts";
import { capital, count, listed } from "../text/words.ts";

/** From here on an expiry is shown as near. */
const SOON_MS = 60 * 24 * 3_600_000;
const MOST_PACKAGES = 20;

/** Who may do what, and until when their keys hold. */
export function PeoplePage({ frame, model }: { frame: Frame; model: PeopleModel }) {
  const releasers = model.people.filter((person) => person.role === "full").length;
  return (
    <Layout frame={frame} title="People">
      <h1>{capital(count(releasers, "person", "people"))} may release updates.</h1>
      <p class="soft">
        Full members release. Assistants prepare. Uploaders send sources for the packages named. Auditors read the log.
        The distribution definition decides; this page only shows it.
      </p>
      {model.people.length === 0 ? (
        <Empty>The definition names nobody.</Empty>
      ) : (
        <Scroll label="Table of people">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col">May upload</th>
                <th scope="col">Keys</th>
              </tr>
            </thead>
            <tbody>
              {model.people.map((person) => (
                <PersonRow key={person.id} person={person} frame={frame} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <section aria-labelledby="teams">
        <h2 id="teams">Teams</h2>
        {model.teams.length === 0 ? (
          <Empty>The definition names no team.</Empty>
        ) : (
          <dl class="changes">
            {model.teams.map((team) => (
              <div key={team.title}>
                <dt>{team.title}</dt>
                <dd>{listed(team.members)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section aria-labelledby="signing">
        <h2 id="signing">Keys that sign for users</h2>
        {model.signingKeys.length === 0 ? (
          <Empty>The signer did not answer, or has no key yet.</Empty>
        ) : (
          <ul class="plain">
            {model.signingKeys.map((key) => (
              <li key={key.fingerprint}>
                {capital(key.use)} key, {key.state} <Key keyModel={key} frame={frame} />
              </li>
            ))}
          </ul>
        )}
      </section>
    </Layout>
  );
}

function PersonRow({ person, frame }: { person: PersonModel; frame: Frame }) {
  const { mayUpload } = person;
  const more = mayUpload.length - MOST_PACKAGES;
  return (
    <tr>
      <th scope="row">
        {person.name} <small>{person.id}</small>
      </th>
      <td data-label="Role">{roleWord(person.role)}</td>
      <td data-label="May upload">
        {mayUpload.includes("*") ? "every package" : mayUpload.length === 0 ? "nothing" : ""}
        {mayUpload.includes("*") ? "" : mayUpload.slice(0, MOST_PACKAGES).join(", ")}
        {more > 0 ? ` and ${more} more` : ""}
      </td>
      <td data-label={person.keys.length > 1 ? "Keys" : "Key"}>
        {person.keys.length === 0 ? "no key" : null}
        {person.keys.map((key) => (
          <Key key={key.fingerprint} keyModel={key} frame={frame} />
        ))}
      </td>
    </tr>
  );
}

function Key({ keyModel, frame }: { keyModel: KeyModel; frame: Frame }) {
  return (
    <div class="key">
      <span class="v wrap">{keyModel.fingerprint.replace(/(.{4})(?=.)/g, "$1 ")}</span>
      <br />
      <KeyState keyModel={keyModel} now={frame.now} />
    </div>
  );
}

function KeyState({ keyModel, now }: { keyModel: KeyModel; now: Date }) {
  const { expires, problem } = keyModel;
  if (problem !== "")
    return (
      <Tag shape="bad" tone="late">
        {problem}
      </Tag>
    );
  if (!expires)
    return (
      <Tag shape="good" tone="good">
        never expires
      </Tag>
    );
  const left = expires.getTime() - now.getTime();
  if (left <= 0)
    return (
      <Tag shape="bad" tone="late">
        {`expired ${formatDay(expires)}`}
      </Tag>
    );
  if (left < SOON_MS)
    return (
      <Tag shape="half" tone="soon">
        {`expires in ${formatDuration(left)}, ${formatDay(expires)}`}
      </Tag>
    );
  return (
    <Tag shape="good" tone="good">
      {`until ${formatDay(expires)}`}
    </Tag>
  );
}
