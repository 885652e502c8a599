"""Signs awards into SVG with openbadgeslib. Runs by itself, in an environment that has that library, not ours.

Arguments: a file of credentials (one JSON a line), a class image (SVG), a folder to write to. Prints the seconds of the
processor for each award after the first, which loads what is needed once.
"""

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib.ob3 import Achievement, Issuer, OB3LdpSigner, OpenBadgeCredential  # type: ignore[import-not-found]


def credential(told: dict[str, Any]) -> OpenBadgeCredential:
    """Return the library's credential with the same facts."""
    achievement = told["credentialSubject"]["achievement"]
    ends = told.get("validUntil")
    return OpenBadgeCredential(
        id=told["id"],
        issuer=Issuer(id=told["issuer"]["id"], name=told["issuer"]["name"]),
        recipient_id="mailto:earner@example.org",
        achievement=Achievement(
            id=achievement["id"],
            name=achievement["name"],
            description=achievement["description"],
            criteria_narrative=achievement["criteria"].get("narrative", achievement["name"]),
        ),
        issuance_date=datetime.fromisoformat(told["validFrom"].replace("Z", "+00:00")),
        expiration_date=datetime.fromisoformat(ends.replace("Z", "+00:00")) if ends else None,
        credential_status=[one] if isinstance(one := told.get("credentialStatus", []), dict) else one,
    )


def main() -> None:
    """Sign all."""
    lines, image, out = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), Path(sys.argv[3])
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer = OB3LdpSigner(key)
    credentials = [credential(json.loads(line)) for line in lines.read_text("utf-8").splitlines()]
    signer.sign_into_svg(credentials[0], image)
    started = time.process_time()
    for number, one in enumerate(credentials[1:]):
        (out / f"{number}.svg").write_bytes(signer.sign_into_svg(one, image))
    print((time.process_time() - started) / (len(credentials) - 1))


main()
