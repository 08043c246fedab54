// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the viewer tells of a frame: in the line under the title, as the
 * browser's tooltip, and as text to copy.
 */

const NAME_COLUMNS_MIN = 12;

const rate = samplingRate();
const factor = Number(svg.dataset.factor || 1);
const nametype = svg.dataset.nametype ? svg.dataset.nametype + ' ' : '';

let pointed = null;			/* the box under the pointer */

/* Samples a second if samples are that, and it was the same all the time. */
function samplingRate() {
	const notes = new Map(profile.notes);

	if (profile.unit !== 'samples' || notes.has('rate lowered'))
		return 0;
	return Number((/^(\d+) Hz$/.exec(notes.get('rate')) || [0, 0])[1]);
}

function duration(seconds) {
	const [value, unit] = seconds < 1e-3 ? [seconds * 1e6, 'µs'] :
			      seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];

	return (value < 100 ? value.toPrecision(3) : group(Math.round(value))) +
	       ' ' + unit;
}

/* With where in the source it is, of a name that ends with that. */
function nameOf(box) {
	if (box.pruned)
		return { name: count(box.pruned, 'narrow frames'), module: '', source: '' };
	const { name, module } = frameOf(box.node);
	const [, bare, source] = /^([^]+) \(([^()]+:\d+)\)$/.exec(name) || [0, name, ''];

	return { name: bare, module, source };
}

/* A count as --factor has it. */
function scaled(n) {
	return group(Math.round(n * factor));
}

/* From what matters most to what may be left out. */
function factsOf(box) {
	const { depth, isReversed, parent, total } = profile;
	const facts = [count(Math.round(box.samples * factor), profile.unit)];
	const above = parent[box.node];

	if (rate)
		facts.push(duration(box.samples / rate));
	facts.push(share(box.samples, profile.whole || total[0]) +
		   (zoomed || profile.whole ? ' of all' : ''));
	if (profile.whole)
		facts.push(share(box.samples, total[0]) + ' of the function');
	if (profile.before)
		facts.push(changeFact(box));
	if (zoomed && !isAbove(box))
		facts.push(share(box.samples, total[zoomed]) + ' of zoomed');
	if (above && (above !== zoomed || isAbove(box)))
		facts.push(share(box.samples, total[above]) +
			   (isReversed || depth[box.node] < 0 ? ' of callee' :
								' of parent'));
	return facts;
}

/* In columns, beside the search's result. */
function detailsRoom() {
	return Math.floor((width - 3 * PAD) / (fontSize * SANS_ADVANCE)) -
	       found.textContent.length;
}

/* Say what a box is; without one, what the picture shows. */
function describe(box) {
	const room = detailsRoom() - (box ? nametype.length : 0);

	/* The idle text is about everything. */
	if (!box && (zoomed || profile.whole || drops.length) && boxOf.has(zoomed))
		box = boxOf.get(zoomed);
	if (!box) {
		details.replaceChildren(fit(idleText, room));
		return;
	}
	const { name, module, source } = nameOf(box);
	const place = (source ? `  ${source}` : '') + (module ? `  [${module}]` : '');
	const least = Math.min(columnsOf(name), NAME_COLUMNS_MIN);
	const facts = factsOf(box);
	let rest;

	do
		rest = place + '   ' + facts.join(', ');
	while (rest.length + least > room && facts.pop() && facts.length > 1);
	const strong = make('tspan', { class: 'strong' },
			    fit(name, Math.max(room - rest.length, least)));

	strong.whole = name;
	details.replaceChildren(make('tspan', { class: 'dim' }, nametype),
				strong, make('tspan', { class: 'dim' }, rest));
}

/*
 * The whole name as the browser's own tooltip, made when it is wanted; of what has
 * a label, there too.
 */
function showTip(box, element) {
	const { name, module, source } = nameOf(box);

	tip.textContent = attributesOf(box).title ||
			  name + (module ? ` [${module}]` : '') + '\n' +
			  (source && source + '\n') +
			  factsOf(box).join(', ');
	element.append(tip);
}

/* ---- copying ---- */

/* The node that the pointer or the keyboard is on. */
function chosen() {
	if (!pointed)
		return current;
	return pointed.pruned ? profile.parent[pointed.node] : pointed.node;
}

/* As folded stacks have it, root first, without what stands for them all. */
function foldedStack(node) {
	const { callersFrom, depth, isReversed, parent, total } = profile;
	const names = [];

	for (let i = node; i; i = parent[i])
		names.unshift(frameOf(i).name.replaceAll(';', ':'));
	if (callersFrom || !node)
		names.unshift(frameOf(0).name);
	if (isReversed || depth[node] < 0)
		names.reverse();
	return names.join(';') + ' ' + total[node];
}

/* Where a page may not write to the clipboard, the user copies it himself. */
function offerText(text) {
	const area = html('textarea', { readonly: '', rows: 8, 'aria-label': 'To copy' });

	area.value = text;
	openPanel('Copy', html('p', {}, 'Press Ctrl-C to copy this:'), area);
	area.select();
}

function copyText(text) {
	const tell = () => details.replaceChildren(fit('Copied: ' + text, detailsRoom()));

	if (!navigator.clipboard) {
		offerText(text);
		return;
	}
	navigator.clipboard.writeText(text).then(tell, () => offerText(text));
}
