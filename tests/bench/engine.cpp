// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions of a query engine written in C++, with the names that templates
 * make. They are never called; recordings that are made up (recording.c) speak
 * of their addresses.
 */
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#define BODY(size)							\
{									\
	__asm__ volatile(".skip " #size ", 0x90");			\
	__builtin_unreachable();					\
}

namespace engine {

class Batch;
class Context;
template <typename Key, typename Value> struct Row { Key key; Value value; };

#define OPERATOR(Name)							\
template <typename Key, typename Value>					\
class Name {								\
public:									\
	void open(Context &context) BODY(120)				\
	bool next(const Batch &input, std::size_t limit) BODY(500)	\
	void push(std::unique_ptr<Row<Key, Value>> row) BODY(240)	\
	std::vector<Row<Key, Value>> finish(const Key &last) BODY(80)	\
};

OPERATOR(HashJoin)
OPERATOR(MergeSort)
OPERATOR(Filter)
OPERATOR(Projection)
OPERATOR(Aggregate)
OPERATOR(Exchange)
OPERATOR(TableScan)
OPERATOR(WindowFunction)

#define FOR_VALUES(Name, ...)						\
template class Name<__VA_ARGS__, std::int64_t>;				\
template class Name<__VA_ARGS__, double>;				\
template class Name<__VA_ARGS__, std::string>;				\
template class Name<__VA_ARGS__, std::vector<double>>;			\
template class Name<__VA_ARGS__, std::map<std::string, std::string>>;	\
template class Name<__VA_ARGS__, std::shared_ptr<Context>>;

#define FOR_KEYS(Name)							\
FOR_VALUES(Name, std::int32_t)						\
FOR_VALUES(Name, std::uint64_t)						\
FOR_VALUES(Name, std::string)						\
FOR_VALUES(Name, std::pair<std::int64_t, std::string>)			\
FOR_VALUES(Name, std::vector<std::uint8_t>)				\
FOR_VALUES(Name, std::map<std::uint64_t, std::vector<std::string>>)

FOR_KEYS(HashJoin)
FOR_KEYS(MergeSort)
FOR_KEYS(Filter)
FOR_KEYS(Projection)
FOR_KEYS(Aggregate)
FOR_KEYS(Exchange)
FOR_KEYS(TableScan)
FOR_KEYS(WindowFunction)

} // namespace engine

int main()
{
	return 0;
}
