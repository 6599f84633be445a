// For developers: any event as the JSON that it is, and the code that brings what is on screen to their own program.
import { button, h, pills } from "./dom.js";
import { t } from "./i18n.js";
import { BASE, pathOf } from "./rest.js";
import { state } from "./state.js";

const ROOT = BASE.slice(0, -1);
let shown = null; // the event, the language of the code, and the page

/** Opens the sheet, on an event or on what is on screen. */
export function open(event, page) {
  shown = { event, page, how: shown?.how ?? "curl" };
  page.plan();
}

// What is asked for: one task or node, or everything.
function subject({ payload: p = {}, type } = {}) {
  const task = state.task || p.task_id || (type === "task_update" ? p.id : "");
  const node = task ? "" : state.node || p.node_id || (/^node_/.test(type) ? p.id : "");
  return { task: task ?? "", node: node ?? "" };
}

const quoted = (text) => text.replaceAll("'", "%27");
const REACT_KEY = { task: ["training_progress", "task_id", "tasks"], node: ["node_update", "id", "nodes"] };

// Each way as code for a REST address, a stream's query, and the type, key and list of what it follows.
const WAYS = {
  curl: ({ rest, query }) => `# now\ncurl '${ROOT}/${rest}'\n\n# live\ncurl -N '${ROOT}/stream/sse${query}'`,
  fetch: ({ rest }) => `const response = await fetch("${ROOT}/${rest}");\nconst data = await response.json();\nconsole.log(data);`,
  EventSource: ({ query }) => `const source = new EventSource("${ROOT}/stream/sse${query}");
source.onmessage = (message) => {
  const { type, time, payload } = JSON.parse(message.data);
  console.log(time, type, payload);
};`,
  WebSocket: ({ query }) => `const socket = new WebSocket("${ROOT.replace("http", "ws")}/stream/ws${query}");
socket.onmessage = (message) => {
  const { type, time, payload } = JSON.parse(message.data);
  console.log(time, type, payload);
};`,
  "client.js": ({ ids }) => `import { connect } from "${ROOT}/client.js";

const connection = connect({${ids}
  onEvent: ({ type, time, payload }) => console.log(time, type, payload),
  onState: ({ status }) => console.log(status),
});`,
  React: ({ query, type, key, list }) => `import { useEffect, useState } from "react";

export function useStream() {
  const [items, setItems] = useState({});
  useEffect(() => {
    const source = new EventSource("${ROOT}/stream/sse${query}");
    source.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === "snapshot") setItems(Object.fromEntries(payload.${list}.map((item) => [item.${key}, item])));
      if (type === "${type}") setItems((items) => ({ ...items, [payload.${key}]: payload }));
    };
    return () => source.close();
  }, []);
  return Object.values(items);
}`,
  Vue: ({ query, type, key, list }) => `<script setup>
import { onUnmounted, reactive } from "vue";
const items = reactive({});
const source = new EventSource("${ROOT}/stream/sse${query}");
source.onmessage = ({ data }) => {
  const { type, payload } = JSON.parse(data);
  if (type === "snapshot") for (const item of payload.${list}) items[item.${key}] = item;
  if (type === "${type}") items[payload.${key}] = payload;
};
onUnmounted(() => source.close());
</script>

<template>
  <pre v-for="item in items" :key="item.${key}">{{ item }}</pre>
</template>`,
};

function code({ event, how }) {
  const { task, node } = subject(event);
  const at = event?.time ?? state.at;
  const rest = (task || node ? pathOf({ task, node }) : "monitor/ray/cluster/node") + (at ? `?at=${encodeURIComponent(at)}` : "");
  const name = task ? "task_id" : node ? "node_id" : "";
  const query = name ? `?${name}=${encodeURIComponent(task || node)}` : "";
  const ids = name ? `\n  ${task ? "taskIds" : "nodeIds"}: [${JSON.stringify(task || node)}],` : "";
  const [type, key, list] = REACT_KEY[node ? "node" : "task"];
  return WAYS[how]({ rest: quoted(rest), query: quoted(query), ids, type, key, list });
}

/** The description of the dialog, while it is open. */
export function view() {
  if (!shown) return "";
  const { event, how, page } = shown;
  const close = () => {
    shown = null;
    page.plan();
  };
  const leave = ({ target, currentTarget: dialog }) => target === dialog && dialog.close();
  const pick = (way) => {
    shown.how = way;
    page.plan();
  };
  const { task, node } = subject(event);
  return h("dialog", { class: "sheet", "aria-labelledby": "sheet-title", onclose: close, onclick: leave, modal: true },
    h("div", { class: "head" }, h("h2", { id: "sheet-title" }, event ? `${event.type} ${event.id ?? ""}` : t("codeTitle")), button(t("close"), ({ target }) => target.closest("dialog").close())),
    event && block("JSON", JSON.stringify(event, null, 2)),
    h("h3", {}, t("codeFor", { what: task || node || t("everything") })),
    pills(t("code"), Object.keys(WAYS), (way) => way === how, String, pick),
    block(how, code(shown)),
    h("p", {}, h("a", { href: "docs" }, t("docs")), " ", h("a", { href: "openapi.json" }, "openapi.json")));
}

function block(name, text) {
  return h("div", { class: "block", key: name }, h("pre", { tabindex: "0", "aria-label": name }, text),
    button(t("copy"), async ({ currentTarget: at }) => {
      await copy(at.previousSibling);
      at.textContent = t("copied");
    }, { "aria-label": `${t("copy")} ${name}`, key: text }));
}

// The clipboard API is only there on localhost and HTTPS; on a LAN address the old command still works.
async function copy(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  getSelection().selectAllChildren(element);
  document.execCommand("copy");
}
