"""The standards and nothing else: Open Badges 3.0 and what it stands on.

Knows no YAML, no programme and no site. Each module is one noun of a specification::

    contexts   JSON-LD contexts that ship with the package     jsonld     JSON-LD 1.1 to RDF, safe mode
    nquads     RDF 1.1 N-Quads                                 rdfc       RDF Dataset Canonicalization 1.0
    document   what was read, and what is made of it once
    canonical  document to canonical text                      jcs        JSON Canonicalization Scheme
    shape      a document without its texts                    template   a shape's quads, with holes for the texts
    keys       Multikey, Ed25519                               publickey  also P-256 and RSA, JWK, PEM
    proof      Data Integrity: the suites, to sign and to check
    jwt        signed tokens                                   did        did:web and did:key
    status     Bitstring Status List 1.0                       identity   hashed identities
    schema     required fields of Open Badges 3.0              png, svg   images that carry a credential
    bake       either kind of image                            moments    dates of XML Schema and RFC 3339
    work       what one verification may cost                  limits     the limits of both verifiers, and why

Errors are `CredentialError` and `BakeError` with coded problems.
"""
