"""A month's count of the controlled drugs, from every session's own ledger (INTEROP §6).

Names no patient. What a session withdrew, gave and destroyed are its ledger's sums: nothing is
computed anew, and a difference that stands there stands here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from bedside.amounts import difference, total
from bedside.events import Drug
from bedside.session import Session

DRUGS: tuple[Drug, ...] = get_args(Drug)


@dataclass(frozen=True, slots=True)
class Counted:
    """One drug of one session, or of all of them (`session` empty), in mg."""

    session: str
    drug: Drug
    withdrawn_mg: Decimal
    given_mg: Decimal
    destroyed_mg: Decimal
    unsigned: int  # destructions that no colleague has signed for
    over: bool = True  # the session is signed: its ledger is closed

    @property
    def balance_mg(self) -> Decimal:
        return difference(difference(self.withdrawn_mg, self.given_mg), self.destroyed_mg)


def counted(session_id: str, session: Session) -> tuple[Counted, ...]:
    """The drugs that were touched in this session."""
    accounts = (session.ledgers.account(drug) for drug in DRUGS)
    return tuple(
        Counted(
            session_id,
            account.drug,
            account.withdrawn_mg,
            account.given_mg,
            account.destroyed_mg,
            len(session.ledgers.unsigned(account.drug)),
            session.over,
        )
        for account in accounts
        if account.lines
    )


def sums(lines: Iterable[Counted]) -> tuple[Counted, ...]:
    """One line a drug, over all of them."""
    kept = tuple(lines)
    found = []
    for drug in DRUGS:
        of_it = [line for line in kept if line.drug == drug]
        if of_it:
            found.append(
                Counted(
                    "",
                    drug,
                    total(line.withdrawn_mg for line in of_it),
                    total(line.given_mg for line in of_it),
                    total(line.destroyed_mg for line in of_it),
                    sum(line.unsigned for line in of_it),
                    all(line.over for line in of_it),
                )
            )
    return tuple(found)
