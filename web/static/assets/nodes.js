// The nodes: cards while they can be read one by one, a map of tiles from there on.
import { h, keyed, setShown, setText } from "./dom.js";
import { number } from "./format.js";
import { t } from "./i18n.js";
import { nodeCard } from "./nodecard.js";
import { NodeMap } from "./nodemap.js";

const MOST_CARDS = 48;

export function nodesView(section, ui, plan) {
  const count = section.querySelector("[data-slot=count]");
  const cards = h("div", { class: "cards node-cards" });
  const map = new NodeMap(ui, plan);
  const empty = h("p", { class: "empty" }, t("noNodes"));
  section.querySelector("[data-slot=body]").replaceChildren(cards, map.root, empty);
  const sync = keyed(cards, () => nodeCard());

  return {
    draw(store) {
      const nodes = [...store.nodes.values()];
      const asCards = nodes.length <= MOST_CARDS;
      const marked = new Set(store.tasks.get(ui.markedTask)?.nodes_involved);
      setText(count, nodes.length ? number(nodes.length) : "");
      setShown(cards, asCards);
      setShown(map.root, !asCards);
      setShown(empty, Boolean(store.cluster) && nodes.length === 0);
      sync(asCards ? nodes.map((node) => ({ node, store, marked: marked.has(node.id) })) : [], (item) => item.node.id);
      if (!asCards) map.draw(nodes, store, marked);
    },
  };
}
