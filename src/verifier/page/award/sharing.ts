// Ways to share an award that need no address of anybody but the reader's own network, and HTML to embed it.

import { element, textElement } from "../page.js";
import { dayOf, type Catalogue } from "../../words/telling.js";
import { wordsOf, type Shared } from "./shared.js";

/** What is shared: its page, its title, its badge, issuer and earner (empty where not to be shown), and its day. */
export interface Subject {
  readonly url: string;
  readonly title: string;
  readonly badge: string;
  readonly issuer: string;
  readonly name: string;
  readonly issued: string;
  readonly expires: string;
  readonly id: string;
  /** The picture of the badge for pages elsewhere. */
  readonly image: string;
  /** A card for a frame; empty where the award has none. */
  readonly card: string;
}

/** LinkedIn's form “add certification”, filled; months count from 1. */
export function addToProfile(subject: Subject, { handles }: Shared): string {
  const fields = new URLSearchParams({ startTask: "CERTIFICATION_NAME", name: subject.badge });
  const organisation = handles["linkedin"];
  fields.set(organisation ? "organizationId" : "organizationName", organisation ?? subject.issuer);
  for (const [prefix, moment] of [["issue", subject.issued], ["expiration", subject.expires]] as const) {
    const [year, month] = moment.split("-");
    if (year && month) {
      fields.set(`${prefix}Year`, year);
      fields.set(`${prefix}Month`, String(Number(month)));
    }
  }
  fields.set("certId", subject.id);
  fields.set("certUrl", subject.url);
  return `https://www.linkedin.com/profile/add?${fields.toString().replaceAll("+", "%20")}`;
}

/** Further networks, each with the address of its own form. The programme's names there go where these have a place. */
export function networks(subject: Subject, shared: Shared): readonly (readonly [key: string, address: string])[] {
  const say = wordsOf(shared);
  const told = say("share_subject", { badge: subject.badge, issuer: subject.issuer });
  const { x, bluesky, mastodon } = shared.handles;
  const credited = (handle: string | undefined): string => (handle ? say("share_via", { text: told, handle: `@${handle}` }) : told);
  const encoded = encodeURIComponent;
  const { url } = subject;
  return [
    ["share_bluesky", `https://bsky.app/intent/compose?text=${encoded(`${credited(bluesky)} ${url}`)}`],
    // Mastodon has no one host to link to; what follows the # never reaches the server of this page.
    ["share_mastodon", `https://share.joinmastodon.org/#text=${encoded(`${credited(mastodon)} ${url}`)}`],
    ["share_facebook", `https://www.facebook.com/sharer/sharer.php?u=${encoded(url)}`],
    ["share_x", `https://twitter.com/intent/tweet?url=${encoded(url)}&text=${encoded(told)}${x ? `&via=${encoded(x)}` : ""}`],
    ["share_whatsapp", `https://wa.me/?text=${encoded(`${told} ${url}`)}`],
    ["share_mail", `mailto:?subject=${encoded(told)}&body=${encoded(url)}`],
  ];
}

/** HTML to show the award elsewhere: `[key of its label, the HTML]`; `words` write its day. */
export function snippets(subject: Subject, words: Catalogue): readonly (readonly [key: string, html: string])[] {
  const { badge, issuer, name, title } = subject;
  const [link, image, issued] = [escaped(subject.url), escaped(subject.image), escaped(dayOf(subject.issued, words))];
  const who = name ? `${escaped(name)}, ` : "";
  const cell = "display:inline-block;vertical-align:middle";
  const frame = `<iframe src="${escaped(subject.card)}" title="${escaped(title)}" width="150" height="270" style="border:0" loading="lazy"></iframe>`;
  const plain =
    `<a href="${link}"><img src="${image}" width="150" height="150" alt="${escaped(badge)}"></a><br>` +
    `<a href="${link}">${escaped(badge)}</a><br>${who}${escaped(issuer)}, ${issued}`;
  // Mail programs know inline style and little else. Colours are those around it, so it holds on light and dark.
  const signature =
    `<div style="margin:8px 0"><a href="${link}" style="${cell};margin:0 12px 0 0"><img src="${image}" width="56" height="56" ` +
    `alt="${escaped(badge)}" style="display:block;border:0"></a><span style="${cell};line-height:1.4">` +
    `<a href="${link}" style="color:inherit;font-weight:bold">${escaped(badge)}</a><br>${escaped(issuer)}, ${issued}</span></div>`;
  return [...(subject.card ? [["embed_frame", frame] as const] : []), ["embed_html", plain], ["embed_signature", signature]];
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A link of a list. */
export function entry(address: string, text: string): HTMLElement {
  const link = textElement("a", "", text) as HTMLAnchorElement;
  link.href = address;
  return element("li", "", [link]);
}
