"""Every word of the interface in one place, so that another language is another dictionary."""

from __future__ import annotations

from datetime import UTC, datetime

MONTHS = "January February March April May June July August September October November December".split()

EN: dict[str, str] = {
    # Frame
    "skip": "Skip to the content",
    "nav": "Main",
    "badges": "Badges",
    "skills": "Skills",
    "verify": "Verify a badge",
    "footer": "About this site",
    "feed": "Feed of new awards",
    "data": "Open data",
    "offline": "Offline verifier",
    "home": "All badges",
    "breadcrumbs": "You are here",
    "copy": "Copy",
    "copied": "Copied",
    # Gallery
    "gallery_title": "Badges of {program}",
    "numbers": "The programme in numbers",
    "number_badges": "badges",
    "number_awards": "public awards",
    "number_countries": "countries",
    "number_skills": "skills",
    "find": "Find a badge",
    "search": "Search",
    "search_hint": "Name, skill or topic",
    "any_level": "Any level",
    "any_skill": "Any skill",
    "any_issuer": "Any issuer",
    "any_family": "Any family",
    "level": "Level",
    "skill": "Skill",
    "issuer": "Issuer",
    "family": "Family",
    "clear": "Clear",
    "found": "{count} of {total} badges",
    "nothing_found": "No badge fits all of that. Take one condition away.",
    "families": "Families",
    "other_badges": "Other badges",
    "latest": "Latest awards",
    "no_awards_yet": "Nobody has been awarded a badge in public yet.",
    # Badge class
    "level_Foundational": "Foundational",
    "level_Intermediate": "Intermediate",
    "level_Advanced": "Advanced",
    "level_of": "Level {rank} of 3",
    "type": "Type",
    "time_to_earn": "Time to earn",
    "cost": "Cost",
    "valid_for": "Holds for",
    "version": "Version",
    "language": "Language",
    "issued_by": "Issued by",
    "description": "What it means",
    "criteria": "How it is earned",
    "attests": "Skills it attests",
    "alignments": "In other frameworks",
    "requires": "Earn first",
    "earn": "Earn this badge",
    "products": "Courses and tools",
    "credit": "Credit",
    "credits": "{count} credits",
    "related": "Where to go next",
    "recent_earners": "Recent earners",
    "earned_count": "{count} public awards",
    "earned_one": "1 public award",
    "tags": "Topics",
    "results": "Results",
    "result_range": "{low} to {high}",
    "machine": "For machines",
    "achievement_json": "Achievement (Open Badges 3.0)",
    "image_png": "Image (PNG)",
    "image_svg": "Image (SVG)",
    "badge_of": "The badge “{name}”",
    # Award
    "award_title": "{badge} – {name}",
    "award_title_unnamed": "{badge} – an award by {issuer}",
    "verb": "earned",
    "unnamed": "An earner whose name is not shown",
    "by_on": "from {issuer}",
    "issued": "Issued",
    "expires": "Expires",
    "expired": "Expired",
    "never_expires": "No end date",
    "award_id": "Award",
    "verdict_heading": "Is it genuine?",
    "signed_title": "Signed by {issuer}",
    "signed_sentence": "Issued on {issued} and signed on {signed}.",
    "no_end": "It states no end date.",
    "ends_on": "It states that it expires on {date}.",
    "ended_on": "It expired on {date}.",
    "how_checked": "Each time this page opens, your browser checks the signature, the issuer’s key, the "
    "revocation list and the dates. Where scripts are off, take the credential to any verifier.",
    "verify_elsewhere": "Check it yourself",
    "preview_sentence": "This is a preview. It was signed with a key that nobody keeps, so it proves nothing.",
    "evidence": "Evidence",
    "narrative": "About this award",
    "share": "Share",
    "add_linkedin": "Add to LinkedIn profile",
    "share_linkedin": "LinkedIn",
    "share_x": "X",
    "share_facebook": "Facebook",
    "share_bluesky": "Bluesky",
    "share_mastodon": "Mastodon",
    "share_whatsapp": "WhatsApp",
    "share_mail": "E-mail",
    "share_subject": "{badge}, a badge from {issuer}",
    "share_via": "{text} via {handle}",
    "share_device": "Share…",
    "copy_link": "Copy link",
    "embed": "Embed",
    "embed_frame": "As a frame",
    "embed_html": "As plain HTML",
    "embed_signature": "In an e-mail signature",
    "download": "Take it with you",
    "download_png": "Badge with its credential (PNG)",
    "download_svg": "Badge with its credential (SVG)",
    "download_json": "Credential (JSON)",
    "see_badge": "About this badge",
    "see_profile": "All public badges of {name}",
    "technical": "What was signed",
    "issuer_id": "Issuer’s identifier",
    "key_used": "Key",
    "signed_on": "Signed",
    "suite": "Signature",
    "status_list": "Revocation list",
    "status_entry": "list {list}, place {index}",
    "stamp_revoked": "Revoked",
    "stamp_superseded": "Replaced",
    "stamp_preview": "Preview",
    "stamp_expired": "Expired",
    "revoked_title": "Revoked on {date}",
    "revoked_sentence": "The issuer has withdrawn this award. It no longer counts.",
    "revoked_reason": "Reason given: {reason}",
    "superseded_title": "Replaced by a newer version",
    "superseded_sentence": "This is version {version} of the award, kept for the record. It no longer counts.",
    "superseded_link": "See the version that counts",
    "preview_title": "Preview – not issued",
    "expired_title": "Expired on {date}",
    "expired_sentence": "The award stands as a record of what was earned; it is no longer current.",
    "earlier_versions": "Earlier versions",
    "version_number": "Version {number}",
    "erased_title": "This award was erased",
    "erased_sentence": "It existed under this address, and its content was removed for good, as its earner may ask. "
    "Nothing about them is kept here.",
    "erased_on": "Erased on {date}.",
    "preview_image_alt": "Badge: {badge}, issued by {issuer}",
    "og_award": "{badge} was issued by {issuer} to {name}.",
    "og_award_unnamed": "{badge} was issued by {issuer}.",
    "og_unlisted": "An award of {program}",
    "preview_of": "{name}, with some of its badges",
    # Issuer, earner, skill
    "website": "Website",
    "email": "E-mail",
    "identifier": "Identifier",
    "profile_json": "Profile (Open Badges 3.0)",
    "did_json": "Keys (DID document)",
    "issuer_badges": "Badges of {name}",
    "issuer_awards": "Latest awards",
    "earner_awards": "Badges earned",
    "links": "Elsewhere",
    "skills_title": "Skills",
    "skills_lead": "What the badges of {program} attest, and the badges that attest it.",
    "skill_badges": "Badges that attest it",
    "skill_none": "No badge attests this skill yet.",
    "other_skills": "Other skills",
    "badge_one": "1 badge",
    "badge_many": "{count} badges",
    # Verify
    "verify_title": "Verify a badge",
    "verify_lead": "Drop a badge image or a credential here. It is checked on your own device: nothing is uploaded.",
    "verify_drop": "Drop files here, or choose them",
    "verify_types": "A badge image (PNG, SVG), a credential (JSON, JWT), or a picture of its QR code",
    "verify_choose": "Choose files",
    "verify_text": "Or paste a credential, or the address of one",
    "verify_text_hint": "JSON, JWT or https://…",
    "verify_email": "Earner’s e-mail address",
    "verify_email_hint": "Optional. Tells whether the badge was issued to this address.",
    "verify_submit": "Verify",
    "verify_results": "Results",
    "verify_needs_script": "Verifying needs scripts, which are off in this browser. With badgepress installed, "
    "the command “badgepress verify FILE” does the same.",
    "verify_offline_note": "The same in one file, to keep: it knows this programme’s keys and revocation lists "
    "as of its last build.",
    "verify_doubt_title": "Why not to take this page’s word for it",
    "verify_doubt": "This page comes from {domain}, and so do its scripts. A forger can copy it to another address and "
    "have the copy call anything genuine. So read the address bar first: it must say {domain}. And a page that vouches "
    "for badges of its own house proves little when much is at stake.",
    "verify_doubt_better": "What does prove something is a check by a program that did not come with the badge:",
    "verify_doubt_command": "the command “badgepress verify”, installed from where you get your software",
    "verify_doubt_other": "the verify page of another organisation you trust, or any other Open Badges 3.0 verifier",
    "verify_doubt_offline": "the one-file verifier, saved from here before somebody showed you the badge",
    "verify_doubt_issuer": "Whichever you use, the issuer’s address in the verdict must be that of the organisation "
    "you have in mind. Names can be taken by anyone; addresses cannot.",
    "offline_title": "Offline verifier of {program}",
    "offline_lead": "This one file checks badges without a network. It knows the keys and revocation lists of "
    "{program} as they were when it was made.",
    "offline_dated": "Keys and lists are those of {date}. A badge whose list is in this file can be found “not revoked "
    "as of” that day; whatever lies beyond that, this file reports as unknown instead of guessing.",
    "offline_network": "With a network, it reads the latest lists instead.",
    # 404
    "missing_title": "Nothing lives at this address",
    "missing_sentence": "The page may have moved, or the link may be incomplete. "
    "A badge’s address ends in its award’s id.",
    "missing_link": "See all badges",
}

DURATIONS = {"years": "year", "months": "month", "weeks": "week", "days": "day", "hours": "hour", "minutes": "minute"}


def say(key: str, **values: object) -> str:
    """The words for `key` with its places filled; KeyError when there are none."""
    text = EN[key]
    return text.format(**values) if values else text


def day(value: datetime) -> str:
    """`14 September 2026`, in UTC."""
    value = value.astimezone(UTC)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(parts: dict[str, int]) -> str:
    """`2 years, 6 months` of duration parts."""
    return ", ".join(f"{count} {DURATIONS[name]}{'' if count == 1 else 's'}" for name, count in parts.items())


def many(count: int, one: str, more: str) -> str:
    """The words `one` for exactly one, else `more` with its `{count}` filled."""
    return say(one) if count == 1 else say(more, count=f"{count:,}".replace(",", "\u202f"))
