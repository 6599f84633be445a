// Control of the world, where the server offers it: its clock, its scenario, commands to nodes and tasks, and bad days.
import { Actions, curlOf } from "./actions.js";
import { button, choice, copyButton, h, icon } from "./dom.js";
import { Faults } from "./faults.js";
import { planDraw } from "./frame.js";
import { learn, t } from "./i18n.js";
import { hasToken, persist, requestJSON, useToken } from "./rest.js";
import { WORDS } from "./words.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 60, 600]; // world seconds in a second
const TOAST_MS = 15_000;

learn(WORDS);

/** Offers what a server that may be controlled has. */
export class Control {
	faults = new Faults((...change) => this.#send(...change));
	#actions = new Actions((verb, values) => this.#command(verb, values));
	#setTrouble;
	#scenarios = []; // names
	#typed = {}; // what is not complete yet, by form
	#done = null; // the newest change: {words, curl, undo}
	#doneTimer = 0;
	#question = null; // what waits for an answer: {others, answer}
	#mayDisturb = false; // whether others who watch may see changes
	#isTokenWanted;
	#countOwn;
	#isOffline = false;

	/**
	 * Takes a function for what went wrong or "", whether the server wants a token, and a function that counts the
	 * page's own connections.
	 */
	constructor({ setTrouble, isTokenWanted, countOwn }) {
		this.#setTrouble = setTrouble;
		this.#countOwn = countOwn;
		this.#isTokenWanted = isTokenWanted && !hasToken();
		this.#begin();
	}

	#begin() {
		if (this.#isTokenWanted) return;
		const load = async () => {
			this.#scenarios = (await requestJSON("mock/scenarios")).map((scenario) => scenario.name);
			planDraw();
		};
		persist(load).catch((error) => {
			this.#isTokenWanted = error.status === 401;
			this.#setTrouble(error.message);
		});
		this.faults.begin();
	}

	/** Takes whether the connection is lost: then all that sends is disabled. */
	setOffline(isOffline) {
		this.#isOffline = this.#actions.isOffline = this.faults.isOffline = isOffline;
	}

	/** Describes the controls of the world: of its clock, its scenario, and its bad days. */
	world(live) {
		return h("fieldset.world", { "aria-label": t("world"), id: "world", disabled: this.#isOffline },
			h("strong", t("world")),
			this.#isTokenWanted ? this.#tokenForm() : [
				this.#speedControls(live.speed),
				this.#form("seek", "", "+10m", t("seek"), (to) => this.#seek(to), { "aria-label": t("seekTo") }),
				this.#scenarioControls(live.hello),
				this.faults.menu([...live.nodes.values()], [...live.tasks.values()]),
			]);
	}

	// Describes a form of a field, which may have a label, and a button; `send` takes what is in the field.
	#form(id, label, given, words, send, more) {
		const oninput = ({ target }) => {
			this.#typed[id] = target.value;
		};
		const onsubmit = (event) => {
			event.preventDefault();
			delete this.#typed[id];
			send(event.target.elements[0].value);
		};
		return h("form", { onsubmit, id },
			label && h("label", { for: `${id}-field` }, label),
			h("input.button.seek", { id: `${id}-field`, value: this.#typed[id] ?? given, oninput, ...more }),
			h("button.button", words));
	}

	#tokenForm() {
		const use = (token) => {
			useToken(token);
			this.#isTokenWanted = false;
			this.#begin();
		};
		return this.#form("token-form", t("token"), "", t("useToken"), use, { type: "password" });
	}

	/** Describes the button that starts a task. */
	startButton() {
		return button(t("startTask"), () => this.#command("start_task", {}), {
			id: "start-task", disabled: this.#isOffline,
		});
	}

	/** Returns what gives commands to tasks and nodes, or undefined as long as the server wants a token. */
	actions() {
		return this.#isTokenWanted ? undefined : this.#actions;
	}

	/** Describes what was done last, or the question before it. */
	toast() {
		if (this.#question) return this.#ask();
		if (!this.#done) return "";
		const { words, curl, undo } = this.#done;
		return h("section.toast", { role: "status", id: "toast" },
			h("p", h("strong", words)),
			h("pre", curl),
			h("div.tools",
				copyButton(curl, { "aria-label": `${t("copy")} curl` }, t("copyCurl")),
				undo && button(t("undo"), () => this.#undo(undo), { id: "undo", disabled: this.#isOffline }),
				button("×", () => this.#tell(null), { "aria-label": t("close") })));
	}

	#ask() {
		const { others, answer } = this.#question;
		return h("section.toast", { role: "alertdialog", "aria-label": t("others", { n: others }), id: "question" },
			h("p", h("strong", t("others", { n: others }))),
			h("div.tools",
				button(t("goOn"), () => answer(true), { class: "button primary", id: "go-on" }),
				button(t("cancel"), () => answer(false))));
	}

	#tell(done) {
		this.#done = done;
		clearTimeout(this.#doneTimer);
		if (done) this.#doneTimer = setTimeout(() => this.#tell(null), TOAST_MS);
		planDraw();
	}

	#speedControls(speed) {
		const set = (value) => this.#send("PUT", "mock/clock", { speed: Number(value) });
		const speeds = [...new Set([...SPEEDS, speed])].filter(Boolean).sort((a, b) => a - b);
		const advance = (body) => () => this.#send("POST", "mock/clock/advance", body);
		const look = { disabled: Boolean(speed) };
		return [
			button([icon(speed ? "pause" : "play"), t(speed ? "pauseWorld" : "runWorld")], () => set(speed ? 0 : 1), {
				id: "run",
			}),
			choice(t("speed"), speeds, speed || 1, (value) => `×${value}`, set),
			button(t("step"), advance({ ticks: 1 }), { id: "step", title: t("stepHint"), ...look }),
			button([icon("skip"), "30s"], advance({ by: "30s" }), { id: "advance", title: t("advance"), ...look }),
		];
	}

	#seek(to) {
		this.#send("POST", "mock/clock/seek", { to });
	}

	#scenarioControls({ scenario, seed }) {
		const set = (change) => this.#send("PUT", "mock/scenario", change);
		const names = [...new Set([scenario, ...this.#scenarios])];
		return [
			h("label", t("scenario"), choice(t("scenario"), names, scenario, String, (name) => set({ name }))),
			this.#form("seed", t("seed"), seed, t("setSeed"), (typed) => set({ seed: Number(typed) })),
		];
	}

	#command(verb, values) {
		return this.#send("POST", "mock/commands", { [verb]: values }, "mock/commands/last");
	}

	#undo(path) {
		return this.#send("DELETE", path);
	}

	async #send(method, path, body, undo) {
		try {
			this.#setTrouble("");
			if (!(await this.#mayChange())) return;
			const headers = { "Content-Type": "application/json" };
			await requestJSON(path, { method, headers, body: JSON.stringify(body) });
			const words = t("done", { what: nameOfChange(path, body) });
			this.#tell({ words, curl: curlOf(method, path, body), undo });
		} catch (error) {
			this.#setTrouble(error.message);
		}
	}

	// Asks, once, before a change that others would see.
	async #mayChange() {
		if (this.#mayDisturb) return true;
		const { subscribers = [] } = await requestJSON("mock/subscribers").catch(() => ({}));
		const others = subscribers.length - this.#countOwn();
		const ask = (answer) => {
			this.#question = { others, answer };
			planDraw();
		};
		this.#mayDisturb = others < 1 || await new Promise(ask);
		this.#question = null;
		planDraw();
		return this.#mayDisturb;
	}
}

// Names a change by its verb, or else by the end of its route.
const nameOfChange = (path, body) =>
	path === "mock/commands" ? Object.keys(body).map((verb) => t(verb)).join() : t(path.split("/").at(-1));
