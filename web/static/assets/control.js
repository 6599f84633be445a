// Control of the world, where the server offers it: its clock, its scenario, and commands to nodes and tasks.
import { button, choice, h } from "./dom.js";
import { Faults } from "./faults.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { persist, requestJSON } from "./rest.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 60, 600]; // world seconds in a second
const ABSENCE = "2m"; // of a node that is failed or drained
const FACTOR = 3; // of a loss spike, and of a slow node

/** Offers what a server that may be controlled has. */
export class Control {
	faults = new Faults((...change) => this.#send(...change));
	#setTrouble;
	#scenarios = []; // names
	#seekTo = "+10m";

	/** Takes a function for what went wrong or "". */
	constructor(setTrouble) {
		this.#setTrouble = setTrouble;
		persist(() => this.#loadScenarios()).catch((error) => setTrouble(error.message));
	}

	/** Describes the controls of the clock and the scenario. */
	world(live) {
		return h("div.world", { role: "group", "aria-label": t("world") },
			this.#speedControls(live.speed),
			this.#seekForm(),
			this.#scenarioChoice(live.hello.scenario),
			this.faults.form());
	}

	/** Describes the button that starts a task. */
	startButton() {
		return button(t("startTask"), () => this.#command("start_task", {}), { id: "start-task" });
	}

	/** Describes the commands to a task or a node. */
	actions({ task, node }, entity) {
		const commands = task ? taskCommands(entity) : nodeCommands(entity);
		const name = task ? { task_id: task } : { node_id: node };
		return h("div.tools", { role: "group", "aria-label": t("actions") },
			Object.entries(commands).map(([verb, values]) =>
				button(t(verb), () => this.#command(verb, { ...name, ...values }))));
	}

	async #loadScenarios() {
		this.#scenarios = (await requestJSON("mock/scenarios")).map((scenario) => scenario.name);
		planDraw();
	}

	#speedControls(speed) {
		const set = (value) => this.#send("PUT", "mock/clock", { speed: Number(value) });
		const speeds = [...new Set([...SPEEDS, speed])].filter(Boolean).sort((a, b) => a - b);
		return [
			button(t(speed ? "pauseWorld" : "runWorld"), () => set(speed ? 0 : 1), { id: "run" }),
			choice(t("speed"), speeds, speed || 1, (value) => `×${value}`, set),
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
		return h("form", { onsubmit },
			h("input.button.seek", { "aria-label": t("seekTo"), value: this.#seekTo, oninput }),
			h("button.button", t("seek")));
	}

	#scenarioChoice(chosen) {
		const set = (name) => this.#send("PUT", "mock/scenario", { name });
		return choice(t("scenario"), [...new Set([chosen, ...this.#scenarios])], chosen, String, set);
	}

	#command(verb, values) {
		return this.#send("POST", "mock/commands", { [verb]: values });
	}

	async #send(method, path, body) {
		try {
			const headers = { "Content-Type": "application/json" };
			this.#setTrouble("");
			await requestJSON(path, { method, headers, body: JSON.stringify(body) });
		} catch (error) {
			this.#setTrouble(error.message);
		}
	}
}

const taskCommands = ({ status }) => ({
	[status === "paused" ? "resume_task" : "pause_task"]: {},
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
