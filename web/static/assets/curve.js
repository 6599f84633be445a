// The small curves: values by time, thinned as they grow.
const MOST_POINTS = 120;

/** Holds points `[instant, value]` in the order of time, of which a value of null is a gap. */
export class Curve {
	points = [];

	/** Keeps a point every `step` seconds: of a whole curve all of its length, of any other the newest. */
	constructor(step, isWhole = false) {
		Object.assign(this, { step, isWhole });
	}

	/** Adds a value; more than `gap` seconds behind the last one, a gap comes first. */
	append(instant, value, gap) {
		const [newest, before] = [-1, -2].map((i) => this.points.at(i)?.[0]);
		if (!Number.isFinite(value) || instant <= newest) return;
		if (instant - newest > Math.max(gap, 3 * this.step)) this.points.push([newest, null]);
		// The last point is replaced until its step is over.
		else if (instant - before < this.step) this.points.pop();
		this.points.push([instant, value]);
		this.#thin();
	}

	/** Puts points in front of those that come later. */
	precede(points) {
		const until = points.at(-1)?.[0] ?? -Infinity;
		this.points = [...points, ...this.points.filter(([instant]) => instant > until)];
		this.#thin();
	}

	/** Returns the newest value, or undefined. */
	last() {
		return this.points.at(-1)?.[1];
	}

	/** Returns a curve of the same points. */
	copy() {
		return Object.assign(new Curve(this.step, this.isWhole), { points: [...this.points] });
	}

	#thin() {
		if (!this.isWhole) this.points.splice(0, this.points.length - MOST_POINTS);
		while (this.points.length > MOST_POINTS) {
			this.points = this.points.filter(([, value], i) => i % 2 === 0 || value === null);
			this.step *= 2;
		}
	}
}
