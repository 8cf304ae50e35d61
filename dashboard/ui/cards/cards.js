// Record text on the page. Every string goes in as textContent, in a box of its own direction, so
// that no markup, template or unclosed direction mark of a record does anything.

const make = (name, className, text) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) {
    element.textContent = text;
    element.dir = "auto";
    element.style.unicodeBidi = "isolate";
  }
  return element;
};

function title(card, open) {
  const heading = make("div", "unrest-card-title");
  heading.setAttribute("role", "heading");
  heading.setAttribute("aria-level", "4");
  if (!card.opens) {
    heading.append(make("span", "", card.title));
    return heading;
  }
  const button = make("button", "", card.title);
  button.type = "button";
  button.onclick = () => open(card.opens);
  heading.append(button);
  return heading;
}

function badges(card) {
  const list = make("ul", "unrest-card-badges");
  for (const [text, warn] of card.badges) list.append(make("li", warn ? "warn" : "", text));
  return list;
}

function facts(card) {
  const list = make("dl", "unrest-card-facts");
  for (const [label, value] of card.facts) list.append(make("dt", "", label), make("dd", "", value));
  return list;
}

function link(address) {
  // Addresses were checked on the server; checked again here, where they become live.
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username) return make("div", "unrest-card-link", address);
  const anchor = make("a", "unrest-card-link", `Open the report at ${url.host}`);
  anchor.href = url.href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.referrerPolicy = "no-referrer";
  const line = make("div");
  line.append(anchor);
  return line;
}

function drawCard(card, open) {
  const box = make("article", "unrest-card");
  if (card.mark) box.style.setProperty("--unrest-mark", card.mark);
  if (card.title) box.append(title(card, open));
  if (card.value) box.append(make("div", "unrest-card-value", card.value));
  if (card.subtitle) box.append(make("div", "unrest-card-subtitle", card.subtitle));
  if (card.badges.length) box.append(badges(card));
  if (card.body) box.append(make("div", "unrest-card-body", card.body));
  if (card.facts.length) box.append(facts(card));
  for (const address of card.links) box.append(link(address));
  return box;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".unrest-cards");
  root.style.setProperty("--unrest-card", `${data.width}rem`);
  root.replaceChildren(...data.cards.map((card) => drawCard(card, (id) => setTriggerValue("opened", id))));
}
