// What breaks on purpose, where the server offers control: a menu of bad days, what has struck, and an end to it.
import { curlOf, nodeCommands, taskCommands } from "./actions.js";
import { button, choice, copyButton, h, onLeave } from "./dom.js";
import { number } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { persist, requestJSON } from "./rest.js";

const PATH = "mock/faults";
const POLL_MS = 5000;
const SHOWN = 4; // faults by name
// The faults of the menu, by the key of their text.
const FAULTS = {
	loseEvents: { name: "lost", share: 0.1, on: { streams: ["ws", "sse"] }, drop: {} },
	dropStream: { name: "cut", count: 1, on: { streams: ["ws", "sse"] }, close: { code: 1011 } },
	refuseAnswers: { name: "refused", share: 0.3, on: { routes: ["/monitor/*"] }, status: { code: 503 } },
};

/** Follows the faults of the server while there are any. */
export class Faults {
	#send;
	#profiles = []; // names
	#chosen = "flaky";
	#list = [];
	#timer = 0;
	isOffline = false; // where no change arrives
	#isOpen = false;

	/** Takes a function that sends a change: method, path and body. */
	constructor(send) {
		this.#send = send;
		onLeave(".menu:has(.items)", () => this.#close());
	}

	#close() {
		this.#isOpen = false;
		planDraw();
	}

	/** Begins to ask the server. */
	begin() {
		persist(async () => {
			this.#profiles = (await requestJSON(`${PATH}/profiles`)).profiles.map(({ name }) => name);
			planDraw();
		}).catch(() => {});
		this.look();
	}

	/** Asks for the faults, and goes on while there are any; to be called when something goes wrong. */
	look() {
		if (!this.#timer) this.#timer = setTimeout(() => this.#poll());
	}

	async #poll() {
		const isAsked = await requestJSON(PATH).then(({ faults }) => {
			this.#list = faults ?? [];
			planDraw();
			return this.#list.length > 0;
		}, () => this.#list.length > 0);
		clearTimeout(this.#timer); // of another poll, which a change has begun
		this.#timer = isAsked ? setTimeout(() => this.#poll(), POLL_MS) : 0;
	}

	/** Describes the menu of bad days, for a node that is there and a task that runs. */
	menu(nodes, tasks) {
		this.#isOpen &&= !this.isOffline;
		const toggleMenu = () => {
			this.#isOpen = !this.#isOpen;
			planDraw();
		};
		const onkeydown = (event) => {
			if (event.key !== "Escape" || !this.#isOpen) return;
			this.#close();
			document.getElementById("bad-day-open").focus();
		};
		return h("div.menu", { onkeydown },
			button(`${t("badDay")} ▾`, toggleMenu, { id: "bad-day-open", "aria-expanded": String(this.#isOpen) }),
			this.#isOpen && h("div.items", { id: "bad-day" },
				commandsFor(nodes, tasks).map(([key, body]) => this.#item(key, "mock/commands", body)),
				Object.entries(FAULTS).map(([key, body]) => this.#item(key, PATH, body)),
				this.#form()));
	}

	#item(key, path, body) {
		const curl = curlOf("POST", path, body);
		return h("div.item", { key },
			button(t(`bad.${key}`), () => this.#change("POST", path, body)),
			copyButton(curl, { class: "button chip", "aria-label": `${t("copy")} curl: ${t(`bad.${key}`)}` }, "curl"));
	}

	// Describes the choice of a profile.
	#form() {
		const onsubmit = (event) => {
			event.preventDefault();
			this.#change("POST", PATH, { profile: this.#chosen });
		};
		const pick = (name) => {
			this.#chosen = name;
		};
		return h("form", { onsubmit },
			choice(t("profile"), this.#profiles, this.#chosen, String, pick),
			h("button.button", t("setProfile")));
	}

	/** Describes the faults there are. */
	line() {
		if (!this.#list.length) return "";
		const all = [...this.#list].sort((a, b) => b.struck - a.struck);
		const names = all.slice(0, SHOWN).map(({ name, struck }) => t("struck", { name, n: number(struck) }));
		if (all.length > SHOWN) names.push(t("more", { n: all.length - SHOWN }));
		return h("section.notice", { "aria-label": t("faults"), id: "faults" },
			h("p", h("strong", t("faults")), " ", names.join(" · ")),
			button(t("clear"), () => this.#change("DELETE", PATH), { disabled: this.isOffline }));
	}

	async #change(method, path, body) {
		this.#isOpen = false;
		await this.#send(method, path, body, path === "mock/commands" ? "mock/commands/last" : undefined);
		this.#poll();
	}
}

// Returns the commands of the menu, by the key of their text.
function commandsFor(nodes, tasks) {
	const alive = nodes.filter((each) => each.state === "ALIVE");
	const node = alive.find((each) => each.task_id) ?? alive[0];
	const task = tasks.find((each) => each.status === "running");
	return [
		node && ["failNode", { fail_node: { node_id: node.id, ...nodeCommands(node).fail_node } }],
		task && ["lossSpike", { loss_spike: { task_id: task.task_id, ...taskCommands(task).loss_spike } }],
	].filter(Boolean);
}
