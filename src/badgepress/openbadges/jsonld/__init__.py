"""JSON-LD documents, their statements as RDF, and the canonical text of those (JSON-LD 1.1, RDFC-1.0).

contexts    the contexts that ship with the package; `resolver` gives them to PyLD
source      limits and checks before expansion
dataset     a document to RDF, in safe mode; `expanded` turns the expanded form into quads
nquads      RDF 1.1 N-Quads
rdfc        RDF Dataset Canonicalization 1.0
canonical   a document to canonical N-Quads
document    a parsed document and what we derive from it, each thing once
shape       a document without its texts; `template` has a shape's quads, with holes for the texts
templates   a cache of templates; `bounded` is the cache class
"""
