# SPDX-License-Identifier: GPL-2.0-only
"""Holds Documentation/netlink/specs/flamek.yaml against the header, and against
what the loaded module says of itself: its commands, the policy of each, and what
its replies are made of. usage: spec.py SPECIFICATION HEADER
"""

import os
import re
import sys

import yaml

from flamek import *

CTRL_GETFAMILY, CTRL_GETPOLICY = 3, 10
CTRL_FAMILY_ID, CTRL_FAMILY_NAME, CTRL_OPS, CTRL_POLICY, CTRL_OP_POLICY = \
    1, 2, 6, 8, 9
OP_ID, OP_FLAGS = 1, 2
CAN_DO, CAN_DUMP = 2, 4
POLICY_TYPE, POLICY_MIN, POLICY_MAX, POLICY_MAX_LEN, POLICY_MASK = \
    1, 4, 5, 7, 12
TYPES = {1: 'flag', 4: 'u32', 5: 'u64', 12: 'string'}
SIZES = {'flag': 0, 'u32': 4, 'u64': 8, 'pad': 0}
U32_MAX = (1 << 32) - 1
LIMITS = {'s32-max': (1 << 31) - 1}
# Flags of replies that are only there when something is not as usual.
RARE = {'restricted', 'no-mmap-events'}


def number(payload):
    return int.from_bytes(payload, sys.byteorder)


def constant(prefix, name):
    return (prefix + name).upper().replace('-', '_')


def numbers_of(entries, first):
    """Each entry's name and number; numbers go on from the entry before."""
    at = first - 1
    for entry in entries:
        at = entry.get('value', at + 1)
        yield entry['name'], at


class Spec:
    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.spec = yaml.safe_load(file)
        self.sets = {each['name']: each for each in self.spec['attribute-sets']}
        self.enums = {each['name']: each for each in self.spec['definitions']}
        self.ops = self.spec['operations']['list']

    def commands(self):
        return dict(numbers_of(self.ops, 1))

    def attributes(self, name):
        """number: attribute"""
        listed = self.sets[name]['attributes']
        return {n: attr for attr, (_, n) in zip(listed, numbers_of(listed, 1))}

    def flags(self, enum):
        return sum(1 << n for _, n in numbers_of(self.enums[enum]['entries'], 0))

    def bounds(self, attr):
        checks = attr.get('checks', {})
        limit = [checks.get('min', 0), checks.get('max', U32_MAX)]
        return [LIMITS.get(each, each) for each in limit]

    def constants(self):
        """Every constant that the header must have, and its number."""
        found = {constant(self.spec['operations']['name-prefix'], name): n
                 for name, n in self.commands().items()}
        for each in self.sets.values():
            found.update({constant(each['name-prefix'], attr['name']): n
                          for n, attr in self.attributes(each['name']).items()})
        for each in self.enums.values():
            found.update({constant(each['name-prefix'], name):
                          1 << n if each['type'] == 'flags' else n
                          for name, n in numbers_of(each['entries'], 0)})
        return found


def constants_of(path):
    """The header's constants of the same kinds, by a look at its text."""
    with open(path, encoding='utf-8') as file:
        text = re.sub(r'/\*.*?\*/', '', file.read(), flags=re.S)
    found = {name: 1 << int(bit) for name, bit in re.findall(
        r'#define (FLAMEK_F_\w+)\s+\(1U << (\d+)\)', text)}
    for body in re.findall(r'enum \w+ {(.*?)}', text, flags=re.S):
        at = -1
        for name, value in re.findall(r'(\w+)(?: = (\w+))?,', body):
            if name.startswith('__'):
                break
            at = int(value) if value else at + 1
            found[name] = at
    return found


def nest(payload):
    return dict(parse_attrs(payload))


class Module:
    """What it tells the generic netlink controller."""

    def __init__(self, genl):
        ctrl = Genl()
        ctrl.family = GENL_ID_CTRL
        reply = nest(ctrl.request(CTRL_GETFAMILY,
                                  attr(CTRL_FAMILY_NAME, b'flamek\0'))[0])
        self.ops = {}
        for _, op in parse_attrs(reply[CTRL_OPS]):
            op = nest(op)
            self.ops[number(op[OP_ID])] = number(op[OP_FLAGS])
        self.policy_of, self.policies = {}, {}
        for reply in ctrl.request(CTRL_GETPOLICY, struct.pack(
                '=HHHxx', 6, CTRL_FAMILY_ID, genl.family), NLM_F_DUMP):
            self.add_policy(nest(reply))

    def add_policy(self, reply):
        for op, payload in parse_attrs(reply.get(CTRL_OP_POLICY, b'')):
            self.policy_of[op] = {number(index)
                                  for index in nest(payload).values()}
        for index, payload in parse_attrs(reply.get(CTRL_POLICY, b'')):
            for kind, policy in parse_attrs(payload):
                self.policies.setdefault(index, {})[kind] = nest(policy)

    def policy(self, op):
        """kind of attribute: what is said of it"""
        index, = self.policy_of[op]
        return self.policies[index]


def check_attribute(spec, attr, policy, where):
    """What the policy does not hold to, a list of limits is returned of."""
    kind = TYPES.get(number(policy[POLICY_TYPE]))
    same(kind, attr['type'], f'{where}: its type')
    if kind == 'string':
        same(number(policy[POLICY_MAX_LEN]), attr['checks']['max-len'],
             f'{where}: its length')
    elif attr.get('enum-as-flags'):
        same(number(policy[POLICY_MASK]), spec.flags(attr['enum']),
             f'{where}: its flags')
    elif kind == 'u32':
        bounds = [number(policy[POLICY_MIN]), number(policy[POLICY_MAX])]
        wanted = spec.bounds(attr)
        if bounds == wanted:
            ok(True, f'{where}: from {bounds[0]} to {bounds[1]}')
        else:
            return [wanted[0] - 1, wanted[1] + 1]
    return []


def check_refused(genl, kind, values, where):
    """Bounds that the module has beside its policy."""
    session = Session(genl)
    for value in values:
        try:
            genl.request(SET, u32(FD, session.fd) + u32(PID, os.getpid()) +
                         u32(kind, value))
            ok(False, f'{where}: {value} is refused')
        except Refused as why:
            ok(why.errno in (errno.EINVAL, errno.ERANGE),
               f'{where}: {value} is refused', why)
    session.close()


def check_requests(spec, module, genl):
    for op in spec.ops:
        name = op['name']
        code = spec.commands()[name]
        flags = (CAN_DO if 'do' in op else 0) | (CAN_DUMP if 'dump' in op else 0)
        same(module.ops.get(code, 0) & (CAN_DO | CAN_DUMP), flags,
             f'{name}: to do, to dump')
        named = op['do']['request']['attributes']
        attrs = {n: attr for n, attr in
                 spec.attributes(op['attribute-set']).items()
                 if attr['name'] in named}
        policy = module.policy(code)
        same(sorted(policy), sorted(attrs), f'{name}: its attributes')
        for kind in set(policy) & set(attrs):
            where = f'{name}, {attrs[kind]["name"]}'
            check_refused(genl, kind, check_attribute(
                spec, attrs[kind], policy[kind], where), where)
    same(sorted(module.ops), sorted(spec.commands().values()),
         'there are no other commands')


def names_in(spec, name, payload):
    """Names of what is in a reply, and in its nests, of the right size."""
    attrs = spec.attributes(name)
    for kind, value in parse_attrs(payload):
        attr = attrs[kind]
        if attr['type'] == 'nest':
            yield from names_in(spec, attr['nested-attributes'], value)
        elif len(value) != SIZES[attr['type']]:
            raise ValueError(f'{attr["name"]} of {len(value)} bytes')
        if attr['type'] != 'pad':
            yield name, attr['name']


def check_replies(spec, genl):
    reply = next(op for op in spec.ops if op['name'] == 'session-get')
    named = set(reply['do']['reply']['attributes'])
    same(set(reply['dump']['reply']['attributes']), named,
         'a dump has what a reply has')
    session = Session(genl)
    seen = set(names_in(spec, 'session', genl.request(
        GET, u32(FD, session.fd))[0]))
    ok({'id', 'state', 'owner'} <= {name for _, name in seen},
       'a new session has an id, a state and an owner', seen)
    session.set(os.getpid(), pages=1, depth=16)
    session.start()
    seen.update(names_in(spec, 'session', genl.request(
        GET, u32(FD, session.fd))[0]))
    session.close()
    same({name for where, name in seen if where == 'session'} | RARE, named,
         'a session is told of by what the specification lists')
    same({name for where, name in seen if where == 'cpu'},
         {attr['name'] for attr in spec.attributes('cpu').values()} - {'pad'},
         'and so is a CPU')


def main():
    spec = Spec(sys.argv[1])
    genl = Genl()
    header = {name: n for name, n in constants_of(sys.argv[2]).items()
              if name != 'FLAMEK_F_ALL'}
    same(header, spec.constants(),
         f'{len(header)} constants of the header are those of the specification')
    module = Module(genl)
    check_requests(spec, module, genl)
    check_replies(spec, genl)


main()
