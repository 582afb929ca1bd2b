"""The processes that keep the record: a backup after each session, a trial of the newest one, a
new key. One at a time; `beat` returns at once."""

from dataclasses import dataclass, replace

from bedside.clock import Instant
from ui.backup_process import BackupProcess
from ui.keeping import Keeping
from ui.key_change import KeyChange, Step
from ui.restore_trial import RestoreTrial


@dataclass
class Keeper:
    backup: BackupProcess
    trial: RestoreTrial
    key: KeyChange

    @property
    def keeping(self) -> Keeping:
        return replace(
            self.backup.keeping,
            trial=self.trial.told,
            trying=self.trial.errand.running,
            key=self.key.told,
            changing=self.key.step is not Step.NOTHING,
        )

    @property
    def busy(self) -> bool:
        keeping = self.keeping
        return keeping.running or keeping.trying or keeping.changing

    def begin(self, now: Instant) -> None:
        """A backup now, unless something is under way."""
        if not self.busy:
            self.backup.begin(now)

    def beat(self, now: Instant, session: str, *, over: bool) -> None:
        """As BackupProcess.beat. A new key is followed by a backup that has it."""
        if self.key.step is not Step.NOTHING:
            if self.key.beat(now) and self.key.told.changed and self.backup.wanted():
                self.backup.begin(now)
            return
        self.trial.beat(now)
        if not self.trial.errand.running:
            self.backup.beat(now, session, over=over)
