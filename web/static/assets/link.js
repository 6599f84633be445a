// How the page is connected: the client's state, and what can be measured of the stream as it arrives.

const GONE_AFTER_MS = 6000;

export class Link {
  status = "connecting";
  attempt = 0;
  gone = false;
  rate = 0;
  lag = NaN;
  reconnects = 0;
  offSince = Date.now();
  #received = 0;
  #counted = Date.now();
  #tickMs = 0;
  #earliest = Infinity;

  /** Takes what the client says of itself. */
  report(state) {
    const [was, is] = [this.status, state.status].map((status) => status === "live");
    if (was && !is) this.offSince = Date.now();
    if (is && !was && this.transport && this.wasLive) this.reconnects += 1;
    Object.assign(this, { reason: "" }, state, { retryAt: Date.now() + state.retryInMs, wasLive: this.wasLive || is });
    if (is) this.gone = false;
  }

  /** Takes every event. A tick's number says when it was due, but not by which clock: lag is against the most punctual. */
  take({ id, type, payload }) {
    this.#received += 1;
    if (type === "hello" || type === "clock") this.#earliest = Infinity;
    if (type === "hello") this.#tickMs = payload.tick_ms;
    if (type !== "cluster_status") return;
    const late = Date.now() - Number(id.split(":")[1]) * this.#tickMs;
    this.#earliest = Math.min(this.#earliest, late);
    this.lag = late - this.#earliest;
  }

  /** Measures; to be called twice a second. */
  measure() {
    const now = Date.now();
    const fresh = (1000 * this.#received) / Math.max(100, now - this.#counted);
    [this.#received, this.#counted] = [0, now];
    this.rate += (fresh - this.rate) * (this.rate ? 0.2 : 1);
    this.gone = this.status !== "live" && this.attempt > 1 && now - this.offSince > GONE_AFTER_MS;
  }
}
