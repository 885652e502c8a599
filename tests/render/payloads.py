"""Lists known escapes from Jinja2's sandbox, and from ours if it had holes: each must be refused or harmless."""

from __future__ import annotations

from collections.abc import Iterator

#: Paths from any object to Python's internals, from published collections.
_CHAINS = (
    "{v}.__class__.__mro__[1].__subclasses__()",
    "{v}.__class__.__base__.__subclasses__()",
    "{v}['__class__']['__mro__'][-1]['__subclasses__']()",
    "{v}|attr('__class__')|attr('__mro__')|last",
    "{v}|attr('\\x5f\\x5fclass\\x5f\\x5f')",
    "{v}|attr(['__cla','ss__']|join)",
    "({v}|map(attribute='__class__')|list)",
    "([{v}]|map(attribute='__class__.__mro__')|list)",
    "([{v}]|map('attr','__class__')|list)",
    "([{v}]|groupby('__class__'))",
    "([{v}]|sum(attribute='__class__'))",
    "([{v}]|selectattr('__class__')|list)",
    "'{{0.__class__.__init__.__globals__}}'.format({v})",
    "'{{0[__class__]}}'.format({v})",
    "'{{x.__class__}}'.format_map({{'x': {v}}})",
    "('%s' % {v}.__class__)",
    "{v}.__init__.__globals__['__builtins__']['open']('/proc/self/environ').read()",
    "{v}.__reduce_ex__(2)",
    "{v}.__getattribute__('__class__')",
    "{v}.__dict__",
    "{v}.__module__.__class__",
    "{v}._copies",
    "{v}.func.__globals__",
    "{v}.__func__.__globals__",
    "{v}.__self__.__class__",
    "{v}.__wrapped__",
    "{v}.gi_frame.f_globals",
)
#: Values that every template has or that Jinja2 provides.
_VALUES = (
    "''",
    "[]",
    "{}",
    "()",
    "1",
    "program",
    "settings",
    "t",
    "many",
    "colour_of",
    "standing_of",
    "has_svg",
    "ld",
    "policy",
    "self",
    "range",
    "dict",
    "namespace",
    "namespace()",
    "program.root",
)
#: Paths through this project's own objects, and well-known escapes.
_OWN = (
    "{{ program.root.joinpath('/etc/passwd').read_text() }}",
    "{{ program.root.parent }}{{ program.root.unlink() }}",
    "{{ (program.root / '/etc/passwd').read_text() }}",
    "{{ program.root.write_text('x') }}",
    "{{ program.root.cwd() }}",
    "{{ program.files[0].path.read_text() }}",
    "{{ settings.parse_file('/etc/passwd') }}",
    "{{ settings.parse_raw('x', content_type='pickle', allow_pickle=true) }}",
    "{{ settings.model_validate_json('{}') }}",
    "{{ settings.model_copy(update={'name': 'x'}) }}",
    "{{ settings.model_construct() }}",
    "{{ settings.model_fields }}",
    "{{ settings.model_config }}",
    "{{ settings.TEXTS.__class__ }}",
    "{{ settings.told_in('es') }}",
    "{{ program.told_in('es') }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "{{ joiner.__init__.__globals__.os.environ }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ self.__init__.__globals__ }}",
    "{% import 'os' as os %}{{ os.environ }}",
    "{% import '../../../etc/passwd' as x %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../etc/passwd' %}",
    "{% include '/proc/self/environ' %}",
    "{% extends '/etc/passwd' %}",
    "{% from 'parts.html' import __builtins__ %}{{ __builtins__.x }}",
    "{% for x in range(1000000000) %}x{% endfor %}",
    "{{ range(10**12)|list }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ 9 ** 999999999 }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ '%0999999999d'|format(1) }}",
    "{{ 'a'|center(999999999) }}",
    "{{ 'a'.ljust(999999999) }}",
    "{{ 'a'.zfill(999999999) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f() %}{{ varargs.__class__ }}{{ caller.__class__.__mro__ }}{% endmacro %}{{ f(1) }}",
    "{{ [].append(1) }}",
    "{{ {}.update(a=1) }}",
    "{{ dict.mro() }}",
    "{{ dict.fromkeys([1]) }}",
    "{{ 'x'.encode().__class__ }}",
    "{{ ''.maketrans('a', 'b') }}",
    "{{ [1]|random }}",
    "{{ settings|pprint }}",
    "{% set x = namespace() %}{% set x.__class__ = 1 %}{{ x.__class__ }}",
    "{{ undefined_name.__class__ }}",
    "{{ environment.globals }}",
    "{{ loop.__class__ }}",
    "{% for a in [1] %}{{ loop._iterable.__class__ }}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% filter attr('__class__') %}x{% endfilter %}",
    "{% call(x) t.__call__() %}{% endcall %}",
    "{% debug %}",
    "{% do 1 %}",
    "{{ t('award_title', badge=t.__globals__) }}",
    "{{ ld._program.root }}",
    "{{ ld.award.__func__.__globals__ }}",
    "{{ parts.__class__ }}",
    "{% import 'parts.html' as parts %}{{ parts.meta.__globals__ }}{{ parts.meta._func.__globals__ }}",
    "{% import 'parts.html' as parts %}{{ parts._environment }}{{ parts.__dict__ }}",
)


def payloads() -> Iterator[str]:
    """Yield each of them as a template."""
    yield from _OWN
    for value in _VALUES:
        for chain in _CHAINS:
            yield (
                "{{ "
                + chain.replace("{{", "\0")
                .replace("}}", "\1")
                .replace("{v}", value)
                .replace("\0", "{")
                .replace("\1", "}")
                + " }}"
            )
