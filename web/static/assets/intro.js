// The line that says what this is, and where the same data comes from; until somebody closes it.
import { button, copyButton, h } from "./dom.js";
import { t } from "./i18n.js";
import { recall, remember } from "./prefs.js";
import { BASE } from "./rest.js";

const SOCKETS = BASE.replace("http", "ws");
const ADDRESSES = {
	REST: `${BASE}monitor/ray/cluster/node`, WebSocket: `${SOCKETS}stream/ws`, SSE: `${BASE}stream/sse`,
};
let isClosed = Boolean(recall("intro"));

function close() {
	isClosed = true;
	remember("intro", "closed");
}

// A narrow screen breaks an address after a slash.
const pieces = (address) => address.split(/(?<=\w\/)/).map((piece) => [piece, h("wbr")]);

/** Describes the line; returns "" once it is closed. */
export function intro() {
	if (isClosed) return "";
	return h("section.intro", { id: "intro", "aria-label": t("intro") },
		h("p", t("introText")),
		h("dl", Object.entries(ADDRESSES).map(([name, address]) => h("div", { key: name },
			h("dt", name), h("dd", h("code", pieces(address)), " ", copyButton(address, {
				class: "button chip", "aria-label": `${t("copy")} ${name}`,
			}))))),
		button("×", close, { class: "button quiet", id: "close-intro", "aria-label": t("close") }));
}
