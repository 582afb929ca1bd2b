"""Whom to ring: the number of the back-up physician, else the site's own. Calls nobody."""

from ui.view import View


def physician_phone(view: View) -> str:
    backup = view.session.people.backup
    if backup is not None and backup.phone:
        return backup.phone
    return contact_number(view, "physician")


def contact_number(view: View, whom: str) -> str:
    return next((c.number for c in view.protocol.site.contact if c.whom == whom), "")
