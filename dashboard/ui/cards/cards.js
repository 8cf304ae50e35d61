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

// Words of a record that open something: a button that reports `opens`.
const opener = (text, opens, open) => {
  const button = make("button", "unrest-opener", text);
  button.type = "button";
  button.onclick = () => open(opens);
  return button;
};

function title(card, open) {
  const heading = make("div", "unrest-card-title");
  heading.setAttribute("role", "heading");
  heading.setAttribute("aria-level", "4");
  if (!card.opens) {
    heading.append(make("span", "", card.title));
    return heading;
  }
  heading.append(opener(card.title, card.opens, open));
  return heading;
}

function badges(card) {
  const list = make("ul", "unrest-card-badges");
  for (const [text, warn] of card.badges) list.append(make("li", warn ? "warn" : "", text));
  return list;
}

function facts(card) {
  const list = make("dl", "unrest-card-facts");
  for (const [label, value] of card.facts) {
    const said = make("dd", "", value);
    if (card.differs.includes(label)) said.append(make("span", "unrest-differs", "accounts differ"));
    list.append(make("dt", "", label), said);
  }
  return list;
}

function link(address) {
  // Addresses were checked on the server; checked again here, where they become live.
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username) return make("div", "unrest-card-link", address);
  if (/^\[|^[\d.]+$/.test(url.hostname)) return make("div", "unrest-card-link", `${address} (no link: it names a machine by number, not a site)`);
  const anchor = make("a", "unrest-card-link", `Open the report at ${url.host}`);
  anchor.href = url.href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.referrerPolicy = "no-referrer";
  const line = make("div");
  line.append(anchor);
  return line;
}

function records(card, open) {
  const list = make("ul", "unrest-card-records");
  for (const [text, opens] of card.records) {
    const item = make("li");
    item.append(opener(text, opens, open));
    list.append(item);
  }
  return list;
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
  if (card.records.length) box.append(records(card, open));
  for (const address of card.links) box.append(link(address));
  return box;
}

function headed(text, scope) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

function tableRow(row, columns, open) {
  const line = make("tr", row.mark ? "marked" : "");
  const head = headed(row.name, "row");
  if (row.mark) head.append(make("span", "unrest-differs", row.mark));
  line.append(head);
  row.cells.forEach((text, place) => {
    const opens = row.opens[place];
    const cell = opens ? make("td") : make("td", text ? "" : "blank", text || "not said");
    if (opens) cell.append(opener(text, opens, open));
    cell.dataset.column = columns[place]; // the heading, where a phone shows none above
    line.append(cell);
  });
  return line;
}

function drawTable({ caption, columns, rows }, open) {
  const table = make("table", "unrest-table");
  const head = make("thead");
  const names = make("tr");
  names.append(make("td"), ...columns.map((name) => headed(name, "col")));
  head.append(names);
  const body = make("tbody");
  body.append(...rows.map((row) => tableRow(row, columns, open)));
  table.append(make("caption", "", caption), head, body);
  return table;
}

function open(id, setTriggerValue) {
  setTriggerValue("opened", id);
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0); // what was opened stands on top
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".unrest-cards");
  root.style.setProperty("--unrest-card", `${data.width}rem`);
  root.classList.toggle("with-table", Boolean(data.table));
  const report = (id) => open(id, setTriggerValue);
  if (data.table) return root.replaceChildren(drawTable(data.table, report));
  root.replaceChildren(...data.cards.map((card) => drawCard(card, report)));
}
