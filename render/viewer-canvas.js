// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frames as pixels, on a page where they are too many to be elements: on a
 * canvas behind the picture, of what is in the window and some more to scroll
 * into. All else is as ever: the box with the pointer or the keyboard's focus gets
 * its element, without a fill, on top.
 */

const CANVAS_FROM = 10000;		/* boxes */
const CANVAS_MARGIN = 0.5;		/* on each side, of the window */
const LABEL_FROM = 2 * LABEL_PAD;
const CURSOR = 'cursor';

const canvas = isInHtml && html('canvas', { role: 'img' });

let isOnCanvas = false;
let isPrinting = false;			/* all of it, not what is in the window */
let painted = null;			/* the part of the frames on it, in px */

function chooseCanvas(nrBoxes) {
	isOnCanvas = isInHtml && !isPrinting && nrBoxes > CANVAS_FROM;
	svg.classList.toggle('over', isOnCanvas);
	painted = null;
	if (isOnCanvas)
		svg.before(canvas);
	else if (canvas)
		canvas.remove();
}

/* The part of the frames that is in the window, grown by so much on each side. */
function partInSight(margin) {
	const { left, top } = placeOfFrames();
	const wide = window.innerWidth, high = window.innerHeight;
	const x = Math.max(-left - margin * wide, 0);
	const y = Math.max(-top - margin * high, 0);

	return {
		x: Math.floor(x), y: Math.floor(y),
		end: Math.min(Math.ceil(wide * (1 + margin) - left), width - 2 * PAD),
		bottom: Math.min(Math.ceil(high * (1 + margin) - top), rows * row),
	};
}

function isPainted({ x, y, end, bottom }) {
	return painted && x >= painted.x && y >= painted.y &&
	       end <= painted.end && bottom <= painted.bottom;
}

/* Returns what to paint with, in units of the frames. */
function placeCanvas({ x, y, end, bottom }) {
	const { left, top } = placeOfFrames();
	const pen = canvas.getContext('2d');
	const scale = window.devicePixelRatio;
	const wide = Math.max(end - x, 0), high = Math.max(bottom - y, 0);

	canvas.width = Math.round(wide * scale);
	canvas.height = Math.round(high * scale);
	canvas.style.width = wide + 'px';
	canvas.style.height = high + 'px';
	canvas.style.left = left + x + window.scrollX + 'px';
	canvas.style.top = top + y + window.scrollY + 'px';
	pen.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
	return pen;
}

/* Styles of elements like those that are painted, by their class. */
function stylesOf(name) {
	const styles = new Map();
	const probe = make(name);

	return (look) => {
		if (!styles.has(look)) {
			probe.setAttribute('class', look);
			graph.append(probe);
			styles.set(look, { ...pick(getComputedStyle(probe)) });
			probe.remove();
		}
		return styles.get(look);
	};
}

function pick({ fill, opacity, stroke, strokeDasharray, font }) {
	return { fill, opacity: Number(opacity), font,
		 stroke: stroke === 'none' ? '' : stroke,
		 dashes: (strokeDasharray.match(/[\d.]+/g) || []).map(Number) };
}

/*
 * What to paint of a row: boxes within one column of pixels are as wide together,
 * in the colour of the first or of what the search found.
 */
function strokesOf(boxes, scale) {
	const strokes = [];
	let column = -1, last = null;

	for (const box of boxes) {
		const { x, y, wide, high } = box;
		const from = Math.floor(x * scale);
		const isThin = Math.floor((x + wide) * scale) === from;

		if (isThin && from === column && high === last.high) {
			last.wide = x + wide - last.x;
			if (isMatch(box))
				last.look = classOf(box);
			continue;
		}
		last = { x, y, wide, high, look: classOf(box) };
		strokes.push(last);
		column = isThin ? from : -1;
	}
	return strokes;
}

function paintBox(pen, { x, y, wide, high }, style) {
	pen.globalAlpha = style.opacity;
	pen.fillStyle = style.fill;
	pen.fillRect(x, y, wide, high);
	if (!style.stroke || wide < GAP_FROM)
		return;
	pen.strokeStyle = style.stroke;
	pen.setLineDash(style.dashes);
	pen.strokeRect(x, y, wide, high);
}

function paintLabels(pen, boxes, { fill, font }) {
	pen.globalAlpha = 1;
	pen.fillStyle = fill;
	pen.font = font;
	for (const box of boxes) {
		const label = box.pruned || box.wide < LABEL_FROM ? '' :
			      labelOf(box.node, box.wide);

		if (label)
			pen.fillText(label, box.x + LABEL_PAD, box.y + LABEL_Y);
	}
}

function paintCanvas() {
	const part = partInSight(CANVAS_MARGIN);
	const pen = placeCanvas(part);
	const styleOf = stylesOf('rect'), textStyle = stylesOf('text')('');

	painted = part;
	for (const [y, boxes] of smallRows) {
		if (y + row <= part.y || y >= part.bottom)
			continue;
		const seen = boxes.filter(({ x, wide }) =>
			x + wide > part.x && x < part.end);

		for (const stroke of strokesOf(seen, window.devicePixelRatio))
			paintBox(pen, stroke, styleOf(stroke.look));
		paintLabels(pen, seen, textStyle);
	}
}

/* All of it is what the pointer is over; boxUnder() knows which box. */
function makeCatcher() {
	return make('path', { class: 'catcher',
			      d: `M0 0h${width - 2 * PAD}v${rows * row}H0z` });
}

function repaintCanvas() {
	if (isOnCanvas)
		paintCanvas();
}

function startCanvas() {
	if (!isInHtml)
		return;
	canvas.setAttribute('aria-label', svg.getAttribute('aria-label'));
	window.addEventListener('scroll', () => {
		if (isOnCanvas && !isPainted(partInSight(0)))
			paintCanvas();
	});
	window.addEventListener('resize', repaintCanvas);
	window.matchMedia(DARK).addEventListener('change', repaintCanvas);
	for (const [name, isIt] of [['beforeprint', true], ['afterprint', false]])
		window.addEventListener(name, () => {
			isPrinting = isIt;
			draw();
		});
}
