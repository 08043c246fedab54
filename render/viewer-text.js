// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's texts: numbers as number.c writes them, and the choice of what
 * of a name to show as label.c and text.c make it.
 */

const WIDE = /[\u1100-\uffff]/;		/* takes two columns; half of a pair too */

function group(n) {
	return n.toLocaleString('en-US');
}

function share(part, whole) {
	const hundredths = Math.round(part / whole * 10000);

	if (part === whole)
		return '100%';
	if (!part)
		return '0%';
	if (!hundredths)
		return '<0.01%';
	return hundredths >= 10000 ? '>99.99%' :
	       (hundredths / 100).toFixed(2) + '%';
}

function count(n, unit) {
	return group(n) + ' ' + (n === 1 ? unit.replace(/s$/, '') : unit);
}

function columnsOf(s) {
	let n = 0;

	if (!WIDE.test(s))
		return s.length;
	for (const c of s)
		n += WIDE.test(c) ? 2 : 1;
	return n;
}

function fit(s, columns) {
	let room = columns - 1;
	let end = 0;

	if (columnsOf(s) <= columns)
		return s;
	for (const c of s) {
		room -= WIDE.test(c) ? 2 : 1;
		if (room < 0)
			break;
		end += c.length;
	}
	return s.slice(0, end) + '…';
}

/* Where a path's component ends, and where without its parameters. */
function component(s, from) {
	const special = /^operator(\(\)|[<>=\-[\]]*)/.exec(s.slice(from, from + 16));
	let depth = 0, bare = 0;
	let at = from + (special ? special[0].length : 0);

	for (; at < s.length; at++) {
		if (!depth && s.startsWith('::', at))
			break;
		if (!depth && s[at] === '(' && at > from && !bare)
			bare = at;
		if ('(<{['.includes(s[at]))
			depth++;
		else if (')>}]'.includes(s[at]) && depth)
			depth--;
	}
	return { end: at, bare: bare || at };
}

function chooseLabel(name, columns) {
	let from = 0, last = 0, end = name.length;

	if (columnsOf(name) <= columns || !name.includes('::'))
		return name;
	for (let c = component(name, 0); ; c = component(name, last)) {
		end = c.bare;
		if (c.end >= name.length)
			break;
		last = c.end + 2;
	}
	for (;;) {
		const next = component(name, from).end + 2;

		if (next >= end || columnsOf(name.slice(from, end)) <= columns)
			return name.slice(from, end);
		from = next;
	}
}
