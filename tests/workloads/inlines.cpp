// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions that the compiler inlines, each of them burning: a third of the
 * time at each depth of a chain, in a function that is called, not inlined.
 *
 * usage: inlines [--rounds N]
 */
#include "workload.h"

#define INLINE inline __attribute__((always_inline))

namespace shapes {

template <typename T>
class Grid {
public:
	INLINE void cell(T rounds)
	{
		burn(rounds);
	}

	INLINE void row(T rounds)
	{
		burn(rounds);
		cell(rounds);
	}
};

} // namespace shapes

KEEP void draw(uint64_t rounds)
{
	shapes::Grid<uint64_t> grid;

	burn(rounds);
	grid.row(rounds);
}

int main(int, char **argv)
{
	uint64_t rounds = 100000000;
	const workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ nullptr, nullptr, 0 }
	};

	workload_options(argv, options);
	draw(rounds);
	KEEP_FRAME();
	return 0;
}
