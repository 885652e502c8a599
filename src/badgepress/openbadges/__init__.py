"""Open Badges 3.0 and the standards it builds on, and nothing else.

Nothing here knows about YAML, programmes or sites. Each module implements one thing from a specification::

    jsonld/    JSON-LD 1.1 to RDF, canonicalization (RDFC-1.0), the contexts that ship with the package
    keys/      Ed25519, P-256 and RSA keys, how they are written, and DIDs
    images/    PNG and SVG images that carry a credential
    proof      Data Integrity proofs: how to sign, how to check
    jwt        credentials signed as JSON Web Tokens
    jcs        JSON Canonicalization Scheme
    attached   endorsements that are tokens
    identity   hashed identities
    moments    dates and times
    schema     the required fields of Open Badges 3.0; `classes` has them as a table
    status     Bitstring Status List 1.0
    work       the limit on how much work one verification may take
    limits     the limits of both verifiers, and why

Errors are `CredentialError` and `BakeError`, each with coded problems.
"""
