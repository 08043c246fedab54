#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Turns the netlink family's specification into the fuzzer's table (table.h), in
terms of <linux/flamek.h>'s own names: a specification that numbers something
otherwise than the header does not compile.

usage: table.py flamek.yaml >table.c
"""

import sys

import yaml

LIMITS = {f'{sign}{bits}-{end}': value
          for bits in (8, 16, 32, 64)
          for sign, end, value in (('u', 'max', (1 << bits) - 1),
                                   ('s', 'max', (1 << bits - 1) - 1),
                                   ('u', 'min', 0))}
WIDEST = {'u8': 8, 'u16': 16, 'u32': 32, 'u64': 64,
          's8': 8, 's16': 16, 's32': 32, 's64': 64}
KINDS = {'u8', 'u16', 'u32', 'u64', 'string', 'flag', 'nest'}


def constant(prefix, name):
    return (prefix + name).upper().replace('-', '_')


def number(limit):
    return LIMITS[limit] if limit in LIMITS else int(limit)


def bounds(attr, enums):
    """The least and the greatest value, as C expressions."""
    checks = attr.get('checks', {})
    enum = enums.get(attr.get('enum'))
    if enum:
        names = [constant(enum['name-prefix'],
                          entry if isinstance(entry, str) else entry['name'])
                 for entry in enum['entries']]
        if attr.get('enum-as-flags') or enum['type'] == 'flags':
            return '0', ' | '.join(names)
        return names[0], names[-1]
    top = (1 << WIDEST.get(attr['type'], 64)) - 1
    least = number(checks.get('min', checks.get('min-len', 0)))
    greatest = number(checks.get('max', checks.get('max-len', top)))
    return f'{least}', f'{greatest}ULL'


def kind_of(attr):
    name = {'s8': 'u8', 's16': 'u16', 's32': 'u32',
            's64': 'u64'}.get(attr['type'], attr['type'])
    return 'KIND_' + (name if name in KINDS else 'binary').upper()


def print_set(attr_set, enums):
    name = attr_set['name'].replace('-', '_')
    prefix = attr_set['name-prefix']
    value = 0
    print(f'static const struct attribute {name}_attributes[] = {{')
    for attr in attr_set['attributes']:
        least, greatest = bounds(attr, enums)
        number_name = constant(prefix, attr['name'])
        print(f'\t{{ "{attr["name"]}", {number_name}, {kind_of(attr)},\n'
              f'\t  {least}, {greatest}, '
              f'{"true" if attr.get("multi-attr") else "false"} }},')
    print('};\n')
    for attr in attr_set['attributes']:
        value = attr.get('value', value + 1)
        print(f'_Static_assert({constant(prefix, attr["name"])} == {value}, '
              f'"the specification numbers {attr["name"]} otherwise");')
    print()


def print_operation(operation, prefix, value, sets):
    """An operation's attributes are given as an index into those of its set."""
    names = [attr['name']
             for attr in sets[operation['attribute-set']]['attributes']]
    request = operation.get('do', {}).get('request', {}).get('attributes', [])
    name = constant(prefix, operation['name'])
    places = ', '.join(str(names.index(attr)) for attr in request)
    print(f'_Static_assert({name} == {value}, '
          f'"the specification numbers {operation["name"]} otherwise");')
    set_name = operation['attribute-set'].replace('-', '_')
    return (f'\t{{ "{operation["name"]}", {name}, {set_name}_attributes,\n'
            f'\t  {len(request)}, {{ {places} }},\n'
            f'\t  {"true" if "dump" in operation else "false"} }},')


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        spec = yaml.safe_load(file)
    enums = {each['name']: each for each in spec.get('definitions', [])}
    sets = {each['name']: each for each in spec['attribute-sets']}
    operations = spec['operations']
    used = {each['attribute-set'] for each in operations['list']}

    print('// SPDX-License-Identifier: GPL-2.0-only')
    print('/* Made by table.py from the specification. */')
    print('#include <linux/flamek.h>\n\n#include "table.h"\n')
    for name in sorted(used):
        print_set(sets[name], enums)
    value, rows = 0, []
    for operation in operations['list']:
        value = operation.get('value', value + 1)
        rows.append(print_operation(operation, operations['name-prefix'],
                                    value, sets))
    print('\nconst struct command commands[] = {', *rows, '};', '', sep='\n')
    print('const unsigned int nr_commands = '
          'sizeof(commands) / sizeof(*commands);')


main()
