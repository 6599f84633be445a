// The "connect" sheet: what to paste into a terminal or a prototype to get this very stream.
import { h } from "./dom.js";
import { t } from "./i18n.js";

const base = new URL("..", import.meta.url).href.replace(/\/$/, "");
const socketBase = base.replace(/^http/, "ws");

const SNIPPETS = [
  ["client.js", `import { connect } from "${base}/client.js";

const stream = connect({
  topics: ["training", "tasks"],
  onEvent: (event) => console.log(event.type, event.payload),
  onState: (state) => console.log(state.status, state.transport),
});`],
  ["curl", `curl -N ${base}/stream/sse`],
  ["EventSource", `const source = new EventSource("${base}/stream/sse");
source.onmessage = (message) => {
  const { type, time, payload } = JSON.parse(message.data);
  console.log(time, type, payload);
};`],
  ["WebSocket", `const socket = new WebSocket("${socketBase}/stream/ws");
socket.onmessage = (message) => {
  const { type, time, payload } = JSON.parse(message.data);
  console.log(time, type, payload);
};`],
  ["REST", `curl ${base}/monitor/ray/cluster/node
curl ${base}/monitor/ray/cluster/status`],
];

export function snippets(dialog, opener) {
  const close = h("button", { class: "button quiet", click: () => dialog.close() }, t("close"));
  const head = h("div", { class: "sheet-head" }, h("h2", { id: "connect-title" }, t("connectTitle")), close);
  const links = h("p", { class: "sheet-links" }, h("a", { href: "docs" }, t("docs")), h("a", { href: "openapi.json" }, "openapi.json"));
  dialog.replaceChildren(head, h("p", { class: "muted" }, t("connectText")), ...SNIPPETS.map(snippet), links);
  opener.onclick = () => dialog.showModal();
  dialog.onclick = (event) => event.target === dialog && dialog.close();
}

function snippet([name, code]) {
  const body = h("code", {}, code);
  const copy = h("button", { class: "button", "aria-label": `${t("copy")} ${name}` }, t("copy"));
  copy.addEventListener("click", async () => {
    await copyText(body);
    copy.textContent = t("copied");
    setTimeout(() => (copy.textContent = t("copy")), 1500);
  });
  const head = h("div", { class: "snippet-head" }, h("h3", {}, name), copy);
  return h("section", { class: "snippet" }, head, h("pre", { tabindex: "0", "aria-label": name }, body));
}

// The clipboard API is only there on localhost and HTTPS; on a LAN address the old command still works.
async function copyText(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  getSelection().selectAllChildren(element);
  document.execCommand("copy");
}
