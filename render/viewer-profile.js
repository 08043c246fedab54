// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's profile: decodes what data.c wrote (data.h describes it) into
 * arrays by node, depth first, and adds the samples up.
 */

function decode(text) {
	const lines = text.split('\n');

	if (lines[0] !== 'flamek-profile 2')
		return null;
	const columns = Number(lines[2].slice('columns '.length));
	const nr = Number(lines[3].slice('nodes '.length));
	const p = {
		unit: lines[1].slice('unit '.length),
		notes: [],	/* of [key, value] */
		facts: [],
		attributes: new Map(),
		frames: [],
		frame: new Uint32Array(nr),
		parent: new Uint32Array(nr),
		depth: new Uint32Array(nr),
		end: new Uint32Array(nr),	/* the node after its subtree */
		start: new Float64Array(nr),
		self: new Float64Array(nr),
		before: columns > 1 ? new Float64Array(nr) : null,	/* self */
	};
	decodeFrames(p, lines.slice(decodeNotes(p, lines, 4), -2));
	/* Of a chart: the caller's own samples right before a node. */
	p.lead = p.notes.some(([key, value]) => key === 'view' && value === 'flamechart') ?
		 new Float64Array(nr) : null;
	decodeAttributes(p);
	decodeTree(p, lines[lines.length - 2]);
	if (p.before)
		joinFrames(p);
	addUp(p);
	return p;
}

/*
 * Of two columns, what a frame stands for in the text is a frame with a colour. In
 * the views it is one frame, and its nodes have the colours.
 */
function joinFrames(p) {
	const known = new Map();
	const frames = [];
	const becomes = p.frames.map((f) => {
		const key = [f.kind, f.name, f.module].join('\n');

		if (!known.has(key))
			known.set(key, frames.push({ ...f, look: '' }) - 1);
		return known.get(key);
	});

	p.frames = frames;
	p.frame = p.frame.map((f) => becomes[f]);
}

/* Returns the line after the last of them. */
function decodeNotes(p, lines, at) {
	for (; /^(note|fact|warn) /.test(lines[at]); at++) {
		const [first, second] = lines[at].slice(5).split('\t');

		if (lines[at].startsWith('note'))
			p.notes.push([first, second]);
		else
			p.facts.push({ text: first, details: second,
				       isBad: lines[at].startsWith('warn') });
	}
	return at;
}

/* What functions were given beyond their looks, from a note, by name. */
function decodeAttributes(p) {
	const [, text] = p.notes.find(([key]) => key === '--nameattr') || [];

	for (const line of (text || '').split('\\x0a').filter(Boolean)) {
		const [name, ...pairs] = line.split('\\x09');

		p.attributes.set(name, Object.fromEntries(pairs.map((pair) => {
			const at = pair.indexOf('=');

			return [pair.slice(0, at), pair.slice(at + 1)];
		})));
	}
}

function decodeFrames(p, lines) {
	let module = '';

	for (const line of lines) {
		if (line[0] === '@')
			module = line.slice(1);
		else
			p.frames.push({ kind: line[0], look: line.slice(1, 3),
					name: line.slice(3), module });
	}
}

function decodeTree(p, text) {
	let at = 0, parent = 0, depth = 0;

	for (let i = 0; i < p.frame.length; i++) {
		let c, number = 0;

		while ((c = text.charCodeAt(at++)) >= 0x61 || (c >= 0x30 && c <= 0x39))
			number = number * 36 + c - (c >= 0x61 ? 0x57 : 0x30);
		p.frame[i] = number;
		if (c === 0x2b) {
			const from = at;

			while ((c = text.charCodeAt(at++)) >= 0x30 && c <= 0x39)
				;
			if (p.lead)
				p.lead[i] = Number(text.slice(from, at - 1));
		}
		if (c === 0x3a) {
			let from = at;

			while ((c = text.charCodeAt(at++)) >= 0x2f && c <= 0x39) {
				if (c !== 0x2f)
					continue;
				p.before[i] = Number(text.slice(from, at - 1));
				from = at;
			}
			p.self[i] = Number(text.slice(from, at - 1));
		}
		p.parent[i] = parent;
		p.depth[i] = depth;
		if (c === 0x2c) {
			parent = i;
			depth++;
			continue;
		}
		p.end[i] = i + 1;
		while (text.charCodeAt(at) === 0x29) {
			p.end[parent] = i + 1;
			parent = p.parent[parent];
			depth--;
			at++;
		}
	}
}

/* The totals of a column. */
function totalsOf(p, self) {
	const total = Float64Array.from(self);

	for (let i = self.length - 1; i > 0; i--)
		total[p.parent[i]] += total[i];
	return total;
}

function addUp(p) {
	const nr = p.frame.length;
	const next = new Float64Array(nr);

	p.total = totalsOf(p, p.self);
	p.beforeTotal = p.before && totalsOf(p, p.before);
	p.most = null;
	next[0] = p.lead ? 0 : p.self[0];
	for (let i = 1; i < nr; i++) {
		p.start[i] = next[p.parent[i]] + (p.lead ? p.lead[i] : 0);
		next[p.parent[i]] = p.start[i] + p.total[i];
		next[i] = p.start[i] + (p.lead ? 0 : p.self[i]);
	}
}
