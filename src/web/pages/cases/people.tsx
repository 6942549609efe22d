import { isAbsent, type Staff } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { HourIn } from "../../parts/cases/hour.tsx";
import { Problem } from "../../parts/fields.tsx";
import { ActForm, Field } from "../../parts/form.tsx";
import { Empty } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { Tag } from "../../parts/tag.tsx";
import { listed } from "../../text/words.ts";

export interface CasesPeopleProps {
  readonly frame: Frame;
  readonly staff: Staff;
  readonly sent?: Readonly<Record<string, string>>;
  readonly problem?: string;
}

/** Who speaks for which team, who steps in, who is away. */
export function CasesPeoplePage({ frame, staff, sent = {}, problem = "" }: CasesPeopleProps) {
  const { now, viewer } = frame;
  const coming = staff.absences.filter(({ until }) => until > now).sort((a, b) => a.from.getTime() - b.from.getTime());
  const away = [...new Set(coming.filter(({ from }) => from <= now).map(({ who }) => who))];
  const sentence =
    away.length === 0
      ? "Everybody is here."
      : `${listed(away)} ${away.length === 1 ? "is" : "are"} away; others step in.`;
  const anybody = viewer?.id === staff.director || viewer?.id === staff.directorDeputy;
  const person = (who: string) => <Person key={who} who={who} staff={staff} now={now} />;
  return (
    <CasesPage frame={frame} title="People of the cases" confidential={false}>
      <h1>{sentence}</h1>
      <p class="soft">
        Clocks do not stop while somebody is away: reminders go to whoever steps in, deputies in their order, then the
        lead, then the director. Teams and roles stand in the distribution definition; only absences are noted here.
      </p>
      <p>
        Director: {person(staff.director)}
        {staff.directorDeputy === undefined ? (
          "; nobody stands in."
        ) : (
          <>, in whose place {person(staff.directorDeputy)} stands.</>
        )}
        {staff.assistants.length > 0 ? ` Assistants, who prepare: ${listed(staff.assistants)}.` : ""}
        {staff.auditors.length > 0 ? ` Auditors, who read the log: ${listed(staff.auditors)}.` : ""}
      </p>
      {staff.teams.length === 0 ? (
        <Empty>The definition names no team, so every report goes to the director.</Empty>
      ) : (
        <Scroll label="Table of teams">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Team</th>
                <th scope="col">Point person</th>
                <th scope="col">Deputies</th>
                <th scope="col">Lead</th>
                <th scope="col">Others</th>
              </tr>
            </thead>
            <tbody>
              {staff.teams.map(({ name, pointPerson, deputies, lead, members }) => {
                const named = [pointPerson, lead, ...deputies];
                const others = members.filter((who) => !named.includes(who));
                return (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td data-label="Point person">{person(pointPerson)}</td>
                    <td data-label="Deputies">
                      {deputies.length === 0 ? <span class="late">none</span> : deputies.map(person)}
                    </td>
                    <td data-label="Lead">{person(lead)}</td>
                    <td data-label="Others">
                      {others.length === 0 ? <span class="soft">nobody else</span> : others.join(", ")}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
      <section aria-labelledby="absences">
        <h2 id="absences">
          Absences <span class="count">{coming.length}</span>
        </h2>
        {coming.length === 0 ? (
          <Empty>Nobody has said that they will be away.</Empty>
        ) : (
          <ul class="plain">
            {coming.slice(0, 100).map(({ who, from, until }) => (
              <li key={`${who} ${from.toISOString()}`}>
                <strong>{who}</strong>: from <HourIn at={from} frame={frame} /> until{" "}
                <HourIn at={until} frame={frame} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="away">
        <h2 id="away">Note an absence</h2>
        <Problem text={problem} />
        <ActForm frame={frame} action="/cases/people/absence" class="stack">
          {anybody ? (
            <Field id="who" label="Who" hint="The director notes it for anybody.">
              <input
                id="who"
                name="who"
                required
                maxLength={100}
                autocomplete="off"
                aria-describedby="who-hint"
                value={sent.who ?? viewer?.id ?? ""}
              />
            </Field>
          ) : null}
          <Moment id="from" label="Away from" frame={frame} value={sent.from ?? ""} />
          <Moment id="until" label="Back at" frame={frame} value={sent.until ?? ""} />
          <div class="act">
            <button type="submit">Note it, as {viewer?.id}</button>
            <small>The same hour twice takes away what it touches: they are back.</small>
          </div>
        </ActForm>
      </section>
    </CasesPage>
  );
}

function Moment({ id, label, frame, value }: { id: string; label: string; frame: Frame; value: string }) {
  return (
    <Field id={id} label={label} hint={`Day and hour, ${frame.zone}.`}>
      <input id={id} name={id} type="datetime-local" required aria-describedby={`${id}-hint`} value={value} />
    </Field>
  );
}

function Person({ who, staff, now }: { who: string; staff: Staff; now: Date }) {
  if (!isAbsent(staff, who, now)) return <span class="person">{who}</span>;
  return (
    <span class="person">
      {who}{" "}
      <Tag shape="half" tone="soon">
        away
      </Tag>
    </span>
  );
}
