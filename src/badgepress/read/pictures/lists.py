"""Lists what an SVG may contain: the elements, attributes, style properties and functions that only draw.

They come from the element, attribute and property indexes of SVG 2 and from the CSS properties that browsers use in
SVG. Anything else is dropped from the published picture, or refused if it could run or load something.
"""

from __future__ import annotations

from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
XML: Final = "http://www.w3.org/XML/1998/namespace"

#: Namespaces whose elements run, load or show pages in some browser; prefixes of addresses, in lower case.
RUNNERS: Final = (
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2002/06/xhtml2",
    "http://www.w3.org/tr/rec-html40",
    "http://www.w3.org/1998/math/mathml",
    "http://www.w3.org/1999/xsl/",
    "http://www.w3.org/2001/xinclude",
    "http://www.w3.org/2003/xinclude",
    "http://www.w3.org/2001/xml-events",
    "http://www.w3.org/2002/xforms",
    "http://www.w3.org/2001/smil20",
    "http://www.w3.org/2005/smil21",
    "http://www.w3.org/ns/xbl",
    "http://www.w3.org/2001/voicexml",
    "http://www.mozilla.org/xbl",
    "http://www.mozilla.org/keymaster/",
    "urn:schemas-microsoft-com:",
)
#: Owners of namespaces, named in messages; prefixes of addresses, in lower case.
EDITORS: Final = {
    "http://www.inkscape.org/": "Inkscape",
    "http://inkscape.sourceforge.net/": "Inkscape",
    "http://sodipodi.sourceforge.net/": "Sodipodi",
    "http://inkscape.sodipodi": "Sodipodi",
    "http://ns.adobe.com/": "Illustrator",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "RDF",
    "http://purl.org/dc/": "Dublin Core",
    "http://creativecommons.org/": "Creative Commons",
    "http://web.resource.org/cc/": "Creative Commons",
    "http://www.serif.com": "Serif",
    "http://www.bohemiancoding.com/": "Sketch",
    "http://www.figma.com": "Figma",
    "http://www.corel.com": "CorelDRAW",
    "http://boxy-svg.com": "Boxy SVG",
    "https://boxy-svg.com": "Boxy SVG",
    "http://krita.org": "Krita",
    "http://xml.openoffice.org": "LibreOffice",
    "http://svgjs": "SVG.js",
}
#: Namespaces of badges that were baked into a picture.
CREDENTIALS: Final = frozenset(
    {"https://purl.imsglobal.org/ob/v3p0", "http://openbadges.org", "https://purl.imsglobal.org/clr/v2p0"}
)

DRAWS: Final = frozenset(
    """
    svg g defs symbol use switch title desc style view a
    path rect circle ellipse line polyline polygon text tspan textPath image marker
    linearGradient radialGradient stop pattern clipPath mask
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    animate animateMotion animateTransform set mpath
    """.split()
)
ANIMATES: Final = frozenset({"animate", "animateMotion", "animateTransform", "set"})
#: Elements of SVG that older editors write but browsers do not draw.
OBSOLETE: Final = frozenset(
    """
    tref altGlyph altGlyphDef altGlyphItem glyph glyphRef missing-glyph hkern vkern
    font font-face font-face-src font-face-name font-face-format font-face-uri
    animateColor color-profile cursor discard unknown
    flowRoot flowRegion flowRegionExclude flowPara flowSpan flowDiv flowLine flowRef
    meshgradient meshGradient mesh meshrow meshRow meshpatch meshPatch hatch hatchpath hatchPath
    solidcolor solidColor linearGradientRef textArea tbreak page pageSet pageset prefetch
    """.split()
)
RUNS: Final = frozenset({"script", "handler", "listener"})
EMBEDS: Final = frozenset(
    "foreignobject iframe object embed audio video canvas source track animation template form link meta base".split()
)
#: Elements whose text is shown or read out.
WORDS: Final = frozenset({"title", "desc", "text", "tspan", "textPath"})

#: Attributes of numbers, words and ids of the same picture.
PLAIN: Final = frozenset(
    """
    x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy z width height d points pathLength viewBox preserveAspectRatio
    rotate textLength lengthAdjust startOffset method spacing side path
    transform gradientTransform gradientUnits spreadMethod offset patternUnits patternContentUnits patternTransform
    clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient
    filterUnits primitiveUnits filterRes in in2 result mode type tableValues slope intercept amplitude exponent
    k1 k2 k3 k4 operator order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha kernelUnitLength
    surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX pointsAtY pointsAtZ
    azimuth elevation scale xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed
    stitchTiles version baseProfile zoomAndPan systemLanguage
    attributeName attributeType begin dur end min max restart repeatCount repeatDur calcMode keyTimes keySplines
    additive accumulate keyPoints
    """.split()
)
#: Attributes that hold the values of an animation.
STEPS: Final = frozenset({"values", "from", "to", "by"})
#: Attributes that hold words for people or machines, and never an address.
TEXTS: Final = frozenset({"id", "class", "lang", "role"})
#: Attributes that hold an address, or code, in some language of the web.
ADDRESSES: Final = frozenset(
    """
    src srcset srcdoc ping action formaction poster background data cite code codebase classid archive longdesc usemap
    profile manifest icon dynsrc lowsrc base content-location externalresource
    """.split()
)

#: Style properties that may refer to a part of the picture as `url(#…)`.
REFERRING: Final = frozenset(
    """
    fill stroke filter mask clip-path marker marker-start marker-mid marker-end shape-inside shape-subtract
    """.split()
)
#: Style properties; each is a presentation attribute as well.
PROPERTIES: Final = REFERRING | frozenset(
    """
    color opacity fill-opacity fill-rule stroke-opacity stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-dasharray stroke-dashoffset stroke-alignment paint-order vector-effect
    stop-color stop-opacity flood-color flood-opacity lighting-color solid-color solid-opacity
    color-interpolation color-interpolation-filters color-rendering color-scheme color-adjust print-color-adjust
    forced-color-adjust accent-color
    clip clip-rule mask-type mask-mode mask-clip mask-origin mask-position mask-repeat mask-size mask-composite
    display visibility overflow overflow-x overflow-y isolation mix-blend-mode enable-background
    image-rendering shape-rendering text-rendering pointer-events cursor will-change z-index backface-visibility
    transform transform-origin transform-box transform-style translate rotate scale perspective perspective-origin
    d x y cx cy r rx ry width height min-width min-height max-width max-height
    font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight font-kerning
    font-feature-settings font-variation-settings font-variant-ligatures font-variant-position font-variant-caps
    font-variant-numeric font-variant-alternates font-variant-east-asian font-optical-sizing font-synthesis
    font-palette line-height letter-spacing word-spacing kerning text-anchor text-align text-align-last text-indent
    text-decoration text-decoration-line text-decoration-style text-decoration-color text-decoration-thickness
    text-underline-offset text-underline-position text-transform text-overflow text-orientation white-space
    white-space-collapse text-wrap word-break overflow-wrap tab-size inline-size shape-padding shape-margin
    direction unicode-bidi writing-mode glyph-orientation-horizontal glyph-orientation-vertical block-progression
    dominant-baseline alignment-baseline baseline-shift baseline-source user-select
    background-color margin padding box-sizing position top left right bottom
    animation animation-name animation-duration animation-timing-function animation-delay animation-iteration-count
    animation-direction animation-fill-mode animation-play-state animation-composition
    transition transition-property transition-duration transition-timing-function transition-delay
    offset-distance offset-rotate offset-anchor
    """.split()
)
#: Properties whose names are also attributes with another meaning, or attributes of HTML.
_NOT_ATTRIBUTES: Final = frozenset({"background-color", "font", "margin", "padding", "position", "transition"})
PRESENTATION: Final = PROPERTIES - _NOT_ATTRIBUTES
#: Properties that let some browser run a script.
RAN: Final = frozenset({"behavior", "-moz-binding", "-ms-behavior", "binding"})

#: Functions of style values that compute and draw.
FUNCTIONS: Final = frozenset(
    """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark device-cmyk icc-color
    matrix matrix3d translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d
    rotate rotatex rotatey rotatez rotate3d skew skewx skewy perspective
    calc min max clamp round mod rem abs sign sin cos tan asin acos atan atan2 pow sqrt hypot log exp
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    circle ellipse inset polygon path rect xywh
    cubic-bezier steps linear
    """.split()
)
#: Functions whose arguments are, or can become, an address or code.
FETCHING: Final = frozenset(
    """
    image image-set -webkit-image-set cross-fade -webkit-cross-fade element -moz-element paint expression attr
    url-prefix domain regexp document media-document
    """.split()
)
