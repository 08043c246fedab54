// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that only C++ has: a template, an operator, a lambda, a function in an
 * anonymous namespace, each of them burning.
 *
 * usage: names [--rounds N]
 */
#include <functional>
#include <string>
#include <vector>

#include "workload.h"

namespace {

KEEP void hidden(uint64_t rounds)
{
	burn(rounds);
}

} // namespace

namespace shapes {

template <typename T>
class Grid {
public:
	KEEP void fill(const std::vector<T> &values, uint64_t rounds);
	KEEP uint64_t operator()(uint64_t rounds) const;
};

template <typename T>
void Grid<T>::fill(const std::vector<T> &values, uint64_t rounds)
{
	burn(rounds + values.size());
	KEEP_FRAME();
}

template <typename T>
uint64_t Grid<T>::operator()(uint64_t rounds) const
{
	burn(rounds);
	return rounds;
}

} // namespace shapes

KEEP void call(const std::function<void(uint64_t)> &function, uint64_t rounds)
{
	function(rounds);
	KEEP_FRAME();
}

int main(int, char **argv)
{
	uint64_t rounds = 50000000;
	const workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ nullptr, nullptr, 0 }
	};
	shapes::Grid<std::string> grid;

	workload_options(argv, options);
	hidden(rounds);
	grid.fill({}, rounds);
	grid(rounds);
	call([](uint64_t n) { burn(n); }, rounds);
	return 0;
}
