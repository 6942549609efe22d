import type { Flag } from "../flags.ts";

interface Route {
  readonly flag: Flag;
  /** Any one of these in the subject or the text. */
  readonly words: readonly RegExp[];
}

/** Words that suggest who should have a look. Advice: a person confirms it, and nothing else depends on it. */
const ROUTES: readonly Route[] = [
  {
    flag: "route_legal_suggested",
    words: [
      /\b(?:court|judicial|disclosure|production|preservation) (?:order|request|letter)s?\b/i,
      /\b(?:subpoenas?|search warrants?|law enforcement|cease and desist|takedown (?:notice|request)|dmca|injunction)\b/i,
      /\b(?:legal (?:request|notice|demand|process)|emergency disclosure|mutual legal assistance|letter rogatory)\b/i,
      /\b(?:data subject (?:access )?request|article 15 (?:of the )?gdpr)\b/i,
      /\b(?:gerichtsbeschluss|richterliche[rn]? (?:beschluss|anordnung)|auskunftsersuchen|durchsuchungsbeschluss|staatsanwaltschaft|abmahnung|unterlassungserkl[äa]rung)\b/i,
      /(?:r[ée]quisition judiciaire|ordonnance (?:du|de la) (?:tribunal|cour|juge)|commission rogatoire|mise en demeure|d[ée]cision de justice)/i,
      /(?:orden judicial|requerimiento judicial|mandamiento judicial|ordine del (?:tribunale|giudice)|decreto di esibizione|ordem judicial|intima[çc][ãa]o judicial)/i,
      /(?:gerechtelijk bevel|dagvaarding|nakaz s[ąa]dowy|postanowienie s[ąa]du|судебн(?:ый|ое|ого) (?:запрос|решени[ея]|приказ)|решени[ея] суда|裁判所命令|令状|法院命令)/i,
    ],
  },
  {
    flag: "route_support_suggested",
    words: [
      /\b(?:how (?:do|can|should) (?:i|we) (?:\w+ ){0,2}(?:install|uninstall|update|upgrade|download|use|reset|change|configure|set up|connect|open|remove|recover|get)\b)/i,
      /\b(?:what (?:can|should|must) (?:i|we) do|(?:password|passphrase) reset|(?:reset|forgot(?:ten)?|lost|recover) (?:my|the) (?:password|passphrase|account))\b/i,
      /\b(?:(?:does|do|will|did) ?n[o']t (?:start|install|launch|open|update|connect) (?:on|in|under|after|with|any ?more)|(?:can(?:no|')t|unable to) (?:log ?in|sign in|install|start|open|update|connect|download))\b/i,
      /\b(?:please help me (?:to )?(?:install|start|set|update|use)|where can i (?:find|download|get)|technical support|customer support|help ?desk)\b/i,
      /(?:wie (?:kann|muss|soll) ich (?:\S+ ){0,4}(?:installieren|aktualisieren|zur[üu]cksetzen|einrichten|starten|herunterladen)|was (?:kann|soll|muss) ich tun|passwort (?:vergessen|zur[üu]cksetzen)|startet nicht (?:auf|unter|mehr))/i,
      /(?:comment (?:puis-je|faire|je peux|installer)|mot de passe oubli[ée]|r[ée]initialiser (?:mon|le) mot de passe|ne (?:d[ée]marre|se lance|s'ouvre) (?:pas|plus)|que (?:puis-je|dois-je) faire)/i,
      /(?:c[óo]mo (?:puedo|hago para|se instala)|(?:olvid[ée]|restablecer) (?:mi |la )?contrase[ñn]a|no (?:arranca|inicia|se abre)|qu[ée] puedo hacer|come (?:posso|faccio a)|non si (?:avvia|apre)|como (?:posso|fa[çc]o para)|esqueci (?:a |minha )?senha)/i,
      /(?:hoe kan ik (?:\S+ ){0,4}(?:installeren|updaten|starten)|start niet (?:op|meer)|не запускается|как (?:мне )?(?:установить|обновить|сбросить)|что (?:мне )?делать|забыл пароль|起動しません|どうすれば)/i,
    ],
  },
];

/** Beyond this a text is no question to support, and searching it would only cost time. */
const LOOKED_AT = 20_000;

/** The first route whose words the text has: what is a matter of law is none of support. */
export function suggestedRoutes(text: string): readonly Flag[] {
  const start = text.slice(0, LOOKED_AT).replace(/\s+/g, " ");
  const route = ROUTES.find(({ words }) => words.some((word) => word.test(start)));
  return route ? [route.flag] : [];
}
