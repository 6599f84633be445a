// Control of the world, where the server offers it: its clock, its scenario, commands to nodes and tasks, and bad days.
import { button, choice, copyButton, h, icon } from "./dom.js";
import { Faults } from "./faults.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { isEnded } from "./node.js";
import { curlOf, hasToken, persist, requestJSON, useToken } from "./rest.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 60, 600]; // world seconds in a second
const ABSENCE = "2m"; // of a node that is failed or drained
const FACTOR = 3; // of a loss spike, and of a slow node
const TOAST_MS = 15_000;

/** Offers what a server that may be controlled has. */
export class Control {
	faults = new Faults((...change) => this.#send(...change));
	#setTrouble;
	#scenarios = []; // names
	#seekTo = "+10m";
	#seed; // one that is not complete yet
	#done = null; // the newest change: {words, curl, undo}
	#doneTimer = 0;
	#question = null; // what waits for an answer: {others, answer}
	#mayDisturb = false; // whether others who watch may see changes
	#isTokenWanted;

	#countOwn;

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

	/** Describes the controls of the world: of its clock, its scenario, and its bad days. */
	world(live) {
		return h("section.world", { "aria-label": t("world"), id: "world" },
			h("strong", t("world")),
			this.#isTokenWanted ? this.#tokenForm() : [
				this.#speedControls(live.speed),
				this.#seekForm(),
				this.#scenarioControls(live.hello),
				this.faults.menu([...live.nodes.values()], [...live.tasks.values()]),
			]);
	}

	#tokenForm() {
		const onsubmit = (event) => {
			event.preventDefault();
			useToken(event.target.elements.token.value);
			this.#isTokenWanted = false;
			this.#begin();
			planDraw();
		};
		return h("form", { onsubmit, id: "token-form" },
			h("input.button.field", { name: "token", type: "password", "aria-label": t("token") }),
			h("button.button", t("useToken")));
	}

	/** Describes the button that starts a task. */
	startButton() {
		if (this.#isTokenWanted) return "";
		return button(t("startTask"), () => this.command("start_task", {}), { id: "start-task" });
	}

	/** Describes the commands to a task or a node. */
	actions({ task, node }, entity) {
		if (this.#isTokenWanted) return "";
		const commands = task ? taskCommands(entity) : nodeCommands(entity);
		const name = task ? { task_id: task } : { node_id: node };
		return h("div.tools", { role: "group", "aria-label": t("actions") },
			Object.entries(commands).map(([verb, values]) =>
				button(t(verb), () => this.command(verb, { ...name, ...values }), { key: verb })));
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
				undo && button(t("undo"), () => this.#undo(undo), { id: "undo" }),
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
			button(icon(speed ? "pause" : "play"), () => set(speed ? 0 : 1), {
				id: "run", "aria-label": t(speed ? "pauseWorld" : "runWorld"),
			}),
			choice(t("speed"), speeds, speed || 1, (value) => `×${value}`, set),
			button(t("step"), advance({ ticks: 1 }), { id: "step", title: t("stepHint"), ...look }),
			button([icon("skip"), "30s"], advance({ by: "30s" }), { id: "advance", title: t("advance"), ...look }),
		];
	}

	#seekForm() {
		const onsubmit = (event) => {
			event.preventDefault();
			this.#send("POST", "mock/clock/seek", { to: this.#seekTo });
		};
		const oninput = ({ target }) => {
			this.#seekTo = target.value;
		};
		return h("form", { onsubmit, id: "seek" },
			h("input.button.seek", { "aria-label": t("seekTo"), value: this.#seekTo, oninput }),
			h("button.button", t("seek")));
	}

	#scenarioControls({ scenario, seed }) {
		const set = (name) => this.#send("PUT", "mock/scenario", { name });
		const names = [...new Set([scenario, ...this.#scenarios])];
		const oninput = ({ target }) => {
			this.#seed = target.value;
		};
		const onsubmit = (event) => {
			event.preventDefault();
			this.#send("PUT", "mock/scenario", { seed: Number(this.#seed ?? seed) });
			this.#seed = undefined;
		};
		return [
			choice(t("scenario"), names, scenario, String, set),
			h("form", { onsubmit, id: "seed" },
				h("input.button.seek", { "aria-label": t("seed"), value: this.#seed ?? seed, oninput }),
				h("button.button", t("setSeed"))),
		];
	}

	/** Gives a command. */
	command(verb, values) {
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

// Names a change by its verb, or else by its route.
const nameOfChange = (path, body) =>
	path === "mock/commands" ? Object.keys(body).map((verb) => t(verb)).join() : path.replace("mock/", "");

const taskCommands = (task) => (isEnded(task) ? {} : {
	[task.status === "paused" ? "resume_task" : "pause_task"]: {},
	loss_spike: { factor: FACTOR },
	diverge: {},
	fail_task: {},
	cancel_task: {},
});

const nodeCommands = ({ state }) => ({
	...(state === "ALIVE" ? { fail_node: { for: ABSENCE } } : { recover_node: {} }),
	slow_node: { factor: FACTOR },
	drain_node: { for: ABSENCE },
});
