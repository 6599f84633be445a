// What breaks on purpose, where the server offers control: profiles to set, what has struck, and an end to it.
import { button, choice, h } from "./dom.js";
import { number } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { persist, requestJSON } from "./rest.js";

const PATH = "mock/faults";
const POLL_MS = 5000;
const SHOWN = 4; // faults by name

/** Follows the faults of the server while there are any. */
export class Faults {
	#send;
	#profiles = []; // names
	#chosen = "flaky";
	#list = [];
	#timer = 0;

	/** Takes a function that sends a change: method, path and body. */
	constructor(send) {
		this.#send = send;
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

	/** Describes the choice of a profile. */
	form() {
		const onsubmit = (event) => {
			event.preventDefault();
			this.#change("POST", { profile: this.#chosen });
		};
		const pick = (name) => {
			this.#chosen = name;
		};
		return h("form", { onsubmit, id: "bad-day" },
			choice(t("profile"), this.#profiles, this.#chosen, String, pick),
			h("button.button", t("badDay")));
	}

	/** Describes the faults there are. */
	line() {
		if (!this.#list.length) return "";
		const all = [...this.#list].sort((a, b) => b.struck - a.struck);
		const names = all.slice(0, SHOWN).map(({ name, struck }) => t("struck", { name, n: number(struck) }));
		if (all.length > SHOWN) names.push(t("more", { n: all.length - SHOWN }));
		return h("section.notice", { "aria-label": t("faults"), id: "faults" },
			h("p", h("strong", t("faults")), " ", names.join(" · ")),
			button(t("clear"), () => this.#change("DELETE")));
	}

	async #change(method, body) {
		await this.#send(method, PATH, body);
		this.#poll();
	}
}
