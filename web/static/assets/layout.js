// Where the map of nodes has its tiles: in even rows, or in groups that follow each other as words do.

// The most nodes that are shown as cards, and as tiles.
const FEW_NODES = 60;
const SOME_NODES = 300;
// Lengths in CSS pixels.
const EDGE = 2; // room for outlines
const CARD = { kind: "card", width: 148, height: 92, gap: 10 };
const TILE = { kind: "tile", width: 56, height: 36, gap: 4 };
const CELL = { smallest: 9, largest: 40, gap: 3, areaHeight: 360 };
const HEADING = { height: 27, width: 120 }; // at least so wide

/**
 * Lays out groups, each `{name, id, nodes}`, on a width: returns the `boxes` of all nodes in their order, their `kind`,
 * the `gap` between them, the `headings` of groups that have a name, and the `height`.
 */
export function layOut(groups, width) {
	const inside = width - 2 * EDGE;
	const count = groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
	const size = sizeFor(count, inside);
	const most = Math.max(1, Math.floor((inside + size.gap) / (size.width + size.gap)));
	// One group has even rows, but for cells.
	const isEven = groups.length === 1 && count <= SOME_NODES;
	const columns = isEven ? Math.ceil(count / Math.ceil(count / most)) : most;
	return place(groups, { ...size, columns, width: (inside + size.gap) / columns - size.gap });
}

// Few nodes are cards, some are tiles; many are cells that fill an area.
function sizeFor(count, width) {
	if (count <= SOME_NODES) return count > FEW_NODES ? TILE : CARD;
	const { smallest, largest, gap, areaHeight } = CELL;
	const fitting = Math.floor(Math.sqrt((width * areaHeight) / count)) - gap;
	const side = Math.max(smallest, Math.min(largest, fitting));
	return { kind: "cell", width: side, height: side, gap };
}

// A group begins beside the one before it, if there is room for as many columns as it has, or else below.
function place(groups, { kind, columns, width, height, gap }) {
	const [boxes, headings] = [[], []];
	const least = Math.min(columns, Math.ceil(HEADING.width / (width + gap)));
	const between = least > 1 ? 1 : 0; // columns
	let [column, top, bottom] = [0, EDGE, EDGE];
	for (const { name, id, nodes } of groups) {
		const wide = Math.max(least, Math.min(columns, nodes.length));
		if (column + wide > columns) [column, top] = [0, bottom];
		const [left, first] = [EDGE + column * (width + gap), top + (name ? HEADING.height : 0)];
		const heading = { name, id, count: nodes.length, x: left, y: top, width: wide * (width + gap) - gap };
		if (name) headings.push({ ...heading, height: HEADING.height });
		nodes.forEach((_, i) => {
			const [x, y] = [left + (i % wide) * (width + gap), first + Math.floor(i / wide) * (height + gap)];
			boxes.push({ x, y, width, height });
		});
		bottom = Math.max(bottom, boxes.at(-1).y + height + gap);
		column += wide + between;
	}
	return { boxes, headings, gap, kind, height: bottom - gap + EDGE };
}

/** Returns the index of the box at a place, or -1; the gap to the right and below belongs to it. */
export const indexAt = ({ boxes, gap }, x, y) => boxes.findIndex((box) =>
	x >= box.x && x < box.x + box.width + gap && y >= box.y && y < box.y + box.height + gap);

/** Returns the index of the nearest box in the row above (-1) or below (1) that of an index, or the index itself. */
export function rowStep(boxes, index, by) {
	const from = boxes[index];
	const beyond = boxes.filter((box) => by * (box.y - from.y) > 0);
	const row = Math.min(...beyond.map((box) => by * box.y));
	const distance = (box) => (by * box.y === row ? Math.abs(box.x - from.x) : Infinity);
	return boxes.indexOf(beyond.reduce((best, box) => (distance(box) < distance(best) ? box : best), from));
}
