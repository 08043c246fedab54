// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boxes without a label, which are most of them: all of one colour are one path,
 * since to a browser ten thousand elements are more work than one of ten thousand
 * rectangles. Where the pointer or the keyboard's focus is, a box gets an element
 * of its own on top of it.
 */

const FOUND = 'match';			/* the colour of what the search found */

let small = [];				/* the boxes */
let smallRows = new Map();		/* by y, from left to right */
let smallPaths = [];

function startSmall() {
	small = [];
	smallRows = new Map();
	smallPaths = [];
}

function centi(n) {
	return Math.round(n * 100) / 100;
}

function addSmall(box) {
	const y = rowOf(box.node) * row;

	small.push(box);
	if (smallRows.has(y))
		smallRows.get(y).push(box);
	else
		smallRows.set(y, [box]);
	if (isOnCanvas)
		return;
	box.outline = `M${centi(box.x)} ${box.y}h${centi(box.wide)}v${box.high}` +
		      `H${centi(box.x)}z`;
}

/* Of what is new and narrow the outlines are all that would be seen. */
function smallLook(box) {
	const look = lookOf(box);

	return look + (box.wide < GAP_FROM && look.startsWith('n') ? ' thin' : '');
}

/* Below the elements, which may stand on their edges. */
function drawSmall() {
	const outlines = new Map();

	smallPaths.forEach((path) => path.remove());
	if (isOnCanvas) {
		smallPaths = [makeCatcher()];
		graph.prepend(...smallPaths);
		paintCanvas();
		return;
	}
	for (const box of small) {
		const look = isMatch(box) ? FOUND : smallLook(box);

		outlines.set(look, (outlines.get(look) || '') + box.outline);
	}
	smallPaths = [...outlines].map(([look, d]) => make('path', { class: look, d }));
	graph.prepend(...smallPaths);
}

/* The last box of a row that begins at x or left of it. */
function boxBefore(boxes, x) {
	let from = 0, to = boxes.length;

	while (to - from > 1) {
		const middle = (from + to) >> 1;

		if (boxes[middle].x <= x)
			from = middle;
		else
			to = middle;
	}
	return boxes[from];
}

function isInside(box, x, y) {
	return x >= box.x && x < box.x + box.wide &&
	       y >= box.y && y < box.y + box.high;
}

/*
 * Where the frames begin in the window, and px of it per px of theirs. In an SVG
 * document Firefox's getScreenCTM() leaves out how far that is scrolled.
 */
function placeOfFrames() {
	const { left, top, width: wide } = svg.getBoundingClientRect();
	const scale = isFluid ? 1 : wide / width;

	return { left: left + PAD * scale, top: top + HEADER * scale, scale };
}

/* The box that an event of the pointer is about, if it is about one. */
function boxUnder(e) {
	const { target } = e;

	if (!smallPaths.includes(target))
		return target.box || null;
	const { left, top, scale } = placeOfFrames();
	const x = (e.clientX - left) / scale, y = (e.clientY - top) / scale;
	const boxes = smallRows.get(Math.floor(y / row) * row);
	const box = boxes && boxBefore(boxes, x);

	/* Paths are where their boxes are, the canvas is everywhere. */
	return box && (!isOnCanvas || isInside(box, x, y)) ? box : null;
}
