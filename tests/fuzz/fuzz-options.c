// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the parsers of options' values: each takes the whole text and keeps to
 * what it says is legal, or refuses it with a reason.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "options-graph.h"
#include "options.h"
#include "require.h"

#define NR_PIDS 4

static void require_refused(int ret, const struct err *err)
{
	require(ret == -EINVAL || ret == -E2BIG);
	require(err->text[0] && strlen(err->text) < sizeof(err->text));
}

static void check_numbers(const char *s)
{
	uint64_t n, bytes, ns;
	struct err err;
	uint32_t hz;
	int ret;

	ret = options_count(s, "number", 0, UINT64_MAX, &n, &err);
	if (ret)
		require_refused(ret, &err);
	else if (n)
		require(!options_size(s, &bytes, &err) && bytes == n);
	ret = options_rate(s, &hz, &err);
	if (ret)
		require_refused(ret, &err);
	else
		require(hz && hz <= OPTIONS_RATE_MAX);
	ret = options_duration(s, &ns, &err);
	if (ret)
		require_refused(ret, &err);
	else
		require(ns && ns <= 365ULL * 24 * 3600 * 1000000000);
	ret = options_size(s, &bytes, &err);
	if (ret)
		require_refused(ret, &err);
	else
		require(bytes);
}

static void check_pids(const char *s)
{
	pid_t pids[NR_PIDS];
	struct err err;
	size_t nr, i, j;
	int ret = options_pids(s, pids, NR_PIDS, &nr, &err);

	require(nr <= NR_PIDS);
	if (ret)
		require_refused(ret, &err);
	else
		require(nr);
	for (i = 0; i < nr; i++) {
		require(pids[i] > 0 && pids[i] <= 4194304);
		for (j = 0; j < i; j++)
			require(pids[i] != pids[j]);
	}
}

static void check_forms(const char *s)
{
	enum output_form form;
	struct err err;
	int ret;

	ret = options_form(s, NULL, &form, &err);
	if (ret)
		require_refused(ret, &err);
	else
		require(options_form_name(form)[0]);
	ret = options_form("x", s, &form, &err);
	if (ret)
		require_refused(ret, &err);
	else
		require(!strcmp(options_form_name(form), s));
}

static void check_graph(const char *s)
{
	struct graph_options g;
	struct err err;
	int opt, ret;

	options_graph_init(&g);
	for (opt = OPTIONS_TITLE; opt < OPTIONS_GRAPH_END; opt++) {
		ret = options_graph(&g, opt, s, &err);
		if (ret < 0)
			require_refused(ret, &err);
		else
			require(ret == 1);
	}
	require(!g.width || (g.width >= 200 && g.width <= 100000));
	require(!g.height || (g.height >= 4 && g.height <= 200));
	require(!g.fontsize || (g.fontsize >= 4 && g.fontsize <= 100));
	require(g.background >= GRAPH_NO_COLOR && g.background <= 0xffffff);
	require(g.search_color >= GRAPH_NO_COLOR && g.search_color <= 0xffffff);
	require(isfinite(g.minwidth) && g.minwidth <= 100000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = strndup((const char *)data, size);

	require(!!s);
	check_numbers(s);
	check_pids(s);
	check_forms(s);
	check_graph(s);
	free(s);
	return 0;
}
