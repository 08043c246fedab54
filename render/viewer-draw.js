// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's drawing: which boxes are seen when one frame has the whole width,
 * and their elements. Boxes that are too narrow are left out, so the work goes
 * with what is visible and not with the size of the profile. What has no label is
 * viewer-small.js's.
 */

const SVG = 'http://www.w3.org/2000/svg';

/* The same as in svg.c. */
const PAD = 10;
const HEADER = 64;
const LABEL_PAD = 3;
const LABEL_COLUMNS_MIN = 4;
const PRUNED_HEIGHT = 4;
const GAP_FROM = 4;
const GAP = 1;
const MONO_ADVANCE = 0.61;

/* The picture this script stands in: there may be others on the page. */
const script = document.currentScript;
const svg = script ? script.parentNode : document.documentElement;
const graph = svg.querySelector('.frames');
const footer = svg.querySelector('.footer');
const metadata = svg.querySelector('metadata');
let profile = metadata && decode(metadata.textContent);

/* Only a page of its own may take keys, scroll and address for itself. */
const isInHtml = document.documentElement.matches('html.flamek');
const isPage = svg === document.documentElement || isInHtml;

const row = Number(svg.dataset.row);
const minwidth = Number(svg.dataset.minwidth);
const fontSize = Number(svg.getAttribute('font-size'));
const LABEL_Y = Math.floor((row - 1 + Math.floor(fontSize * 0.7)) / 2);
const isDiffused = 'diffused' in svg.dataset;
const isCutRight = 'cutRight' in svg.dataset;
const isFluid = 'fluid' in svg.dataset;
const firstRows = graph.children.length;
const firstHeight = Number(svg.getAttribute('height'));

let width = Number(svg.getAttribute('width'));
/* Of a label's character, in px; --fontwidth has the last word. */
let advance = fontSize * (svg.dataset.advance || MONO_ADVANCE);
let rows = firstRows;
let rowsBelow = 0;			/* of the callers in a sandwich */
const isInverted = svg.hasAttribute('data-inverted');
let isFlipped = isInverted;		/* root at the top */
let zoomed = 0;				/* node that has the whole width */
let matches = null;			/* by frame; null without a search */
let boxOf = new Map();			/* node -> what is drawn of it */

function make(name, attributes, ...children) {
	const element = document.createElementNS(SVG, name);

	for (const key in attributes)
		element.setAttribute(key, attributes[key]);
	element.append(...children);
	return element;
}

function frameOf(node) {
	return profile.frames[profile.frame[node]];
}

function isAbove(box) {
	return Math.abs(profile.depth[box.node]) < Math.abs(profile.depth[zoomed]);
}

/* Of one form, and complete: of ten thousand that grew, much would be garbage. */
function newBox(node, samples = 0) {
	return { node, pruned: 0, samples, span: samples, x: 0, y: 0, wide: 0, high: 0, outline: '',
		 rect: null, label: null, painted: '' };
}

/* A frame, or a run of siblings too narrow for one, as in layout.h. */
function addBoxes(boxes, from, to) {
	const { parent, end, total, start, lead } = profile;
	const least = total[zoomed] * Math.min(minwidth / (width - 2 * PAD), 1);

	for (let i = from; i < to;) {
		const last = parent[i] ? end[parent[i]] : to;
		const box = newBox(i);

		boxes.push(box);
		if (total[i] >= least) {
			box.samples = box.span = total[i++];
			continue;
		}
		for (; i < last && total[i] < least; i = end[i]) {
			/* A gap that is wide enough to be seen is. */
			if (box.pruned && lead && lead[i] >= least)
				break;
			box.samples += total[i];
			box.span = start[i] + total[i] - start[box.node];
			box.pruned++;
		}
	}
}

function visibleBoxes() {
	const { parent, end, frame, total, callersFrom } = profile;
	const boxes = [];

	for (let i = zoomed; i;) {
		i = parent[i];
		boxes.push(newBox(i, total[i]));
	}
	addBoxes(boxes, zoomed, end[zoomed]);
	if (!zoomed && callersFrom)
		addBoxes(boxes, callersFrom, frame.length);
	return boxes;
}

/* What --nameattr gave its function. */
function attributesOf(box) {
	return (!box.pruned && profile.attributes.get(frameOf(box.node).name)) || {};
}

function isMatch(box) {
	return Boolean(matches) && !box.pruned && matches[profile.frame[box.node]];
}

function isSubject(box) {
	return Boolean(profile.callersFrom) && !box.node;
}

/* By the square root of its share, as in svg-frames.c. */
function widthLook(node) {
	const share = profile.total[node] / (profile.whole || profile.total[0]);

	return 'w' + Math.max(0, Math.min(9, Math.ceil(Math.sqrt(share) * 10) - 1));
}

function lookOf(box) {
	if (box.pruned)
		return 'pruned';
	return isDiffused ? widthLook(box.node) :
	       frameOf(box.node).look || changeLook(profile, box.node);
}

function classOf(box) {
	const given = attributesOf(box).class;

	return lookOf(box) + (given ? ' ' + given : '') + (isAbove(box) ? ' above' : '') +
	       (isMatch(box) ? ' match' : '') + (isSubject(box) ? ' subject' : '');
}

function paint(box) {
	const look = isOnCanvas ? CURSOR : classOf(box);

	if (box.painted !== look)
		box.rect.setAttribute('class', look);
	box.painted = look;
}

/* What the search found, or no more. */
function repaint() {
	for (const box of boxOf.values())
		if (box.rect)
			paint(box);
	drawSmall();
}

/* What fits of a name into that many px, the empty text for nothing. */
function labelOf(node, wide) {
	const columns = Math.floor((wide - 2 * LABEL_PAD) / advance);

	if (columns < 1)
		return '';
	const name = isCutRight ? frameOf(node).name :
				  chooseLabel(frameOf(node).name, columns);
	return columns < LABEL_COLUMNS_MIN && columnsOf(name) > columns ? '' :
	       fit(name, columns);
}

function rowOf(node) {
	const depth = profile.depth[node] + rowsBelow;

	return isFlipped ? depth : rows - 1 - depth;
}

/* Have a box know its place; pruned ones lie at the caller's edge of the row. */
function placeBox(box) {
	const { depth, start, total } = profile;
	const span = width - 2 * PAD;
	const isAtTop = isFlipped !== depth[box.node] < 0;

	box.x = isAbove(box) ? 0 :
		(start[box.node] - start[zoomed]) / total[zoomed] * span;
	box.y = rowOf(box.node) * row;
	box.wide = isAbove(box) ? span : box.span / total[zoomed] * span;
	box.high = box.pruned ? PRUNED_HEIGHT : row - 1;
	if (box.pruned && !isAtTop)
		box.y += row - 1 - PRUNED_HEIGHT;
	if (!box.pruned && box.wide >= GAP_FROM)
		box.wide -= GAP;
}

function makeRect(box) {
	box.rect = make('rect', { x: box.x.toFixed(2), y: box.y,
				  width: box.wide.toFixed(2), height: box.high });
	box.rect.box = box;
	paint(box);
	return box.rect;
}

/* What is drawn of a box: elements, in a link if it was given one. */
function inLink(box, ...elements) {
	const { href, target } = attributesOf(box);

	return href ? [make('a', { href, target, rel: 'noopener' }, ...elements)] :
		      elements;
}

/* The element of a box, which those without a label get when it is wanted. */
function rectOf(box) {
	if (!box.rect)
		graph.append(...inLink(box, makeRect(box)));
	return box.rect;
}

function drawBox(box, batch) {
	placeBox(box);
	if (!box.pruned)
		boxOf.set(box.node, box);
	const label = box.pruned || isOnCanvas ? '' : labelOf(box.node, box.wide);

	const { href, class: given } = attributesOf(box);

	/* What is dimmed, outlined or has attributes is so by its element. */
	if (isOnCanvas || (!label && !isAbove(box) && !isSubject(box) &&
			   !href && !given)) {
		addSmall(box);
		return;
	}
	const text = make('text', {
		x: (box.x + LABEL_PAD).toFixed(2),
		y: box.y + LABEL_Y,
	}, label);

	text.box = box;
	box.label = text;
	text.whole = frameOf(box.node).name;
	batch.append(...inLink(box, makeRect(box), text));
}

function setHeight(frames) {
	const height = firstHeight - firstRows * row + frames;

	svg.setAttribute('height', height);
	if (!isFluid)
		svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
	footer.setAttribute('transform', `translate(${PAD},${HEADER + frames})`);
}

/* As tall as the first picture, or taller where the zoom shows more. */
function setRows(boxes) {
	let most = 0;

	rowsBelow = 0;
	for (const { node } of boxes) {
		most = Math.max(most, profile.depth[node] + 1);
		rowsBelow = Math.max(rowsBelow, -profile.depth[node]);
	}
	rows = Math.max(most + rowsBelow, firstRows);
	setHeight(rows * row);
}

function drawFrames() {
	const boxes = visibleBoxes();
	const batch = document.createDocumentFragment();

	setRows(boxes);
	chooseCanvas(boxes.length);
	boxOf = new Map();
	startSmall();
	for (const box of boxes)
		drawBox(box, batch);
	graph.replaceChildren(batch);
	drawSmall();
}

/* The one look at what the browser made of the font: labels go by arithmetic. */
function measureFont() {
	if (svg.dataset.advance)
		return;
	const probe = make('text', {}, '0'.repeat(32));

	graph.append(probe);
	advance = probe.getComputedTextLength() / 32 || advance;
	probe.remove();
}
