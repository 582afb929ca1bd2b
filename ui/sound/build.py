"""Puts the alarm sound together: a device and a spare, or what a simulation has instead."""

from pathlib import Path

from bedside.clock import Clock, system_clock
from bedside.settings import Settings
from bedside.sounding import MediumSound
from ui.app import Bedside
from ui.sound.child import Child
from ui.sound.files import SoundSet, load_sounds
from ui.sound.mixer import Mixer
from ui.sound.player import AlarmSound, Sink
from ui.sound.simulated import FileSink, ListSink
from ui.sound.spare import Spare

FOLDER = "sounds"  # beside the settings: the hospital's own
SIMULATED = "simulated-sound.wav"


def sound_folder(settings: Settings, beside: Path) -> Path:
    return Path(settings.sound_folder).expanduser() if settings.sound_folder else beside / FOLDER


def give_sound(app: Bedside) -> AlarmSound:
    """The sound of this workstation, being opened.

    A simulation on a computer without a device writes it to a file, and says so. A real session
    says by an alarm that there is none.
    """
    sounds = load_sounds(sound_folder(app.settings, app.settings_file.parent))
    files = [sound.file for sound in sounds.sounds.values()]
    sound = _sound_of(app, sounds, Child(files, system_clock), Spare(), system_clock)
    sound.mixer = Mixer()
    if app.room.set_up.simulated:
        sound.instead = FileSink(app.settings_file.parent / SIMULATED)
    sound.open()
    app.sound = sound
    return sound


def give_no_sound(app: Bedside, clock: Clock) -> ListSink:
    """A demonstration at full speed: what would have been heard, and when, is kept."""
    kept = ListSink(clock)
    app.sound = _sound_of(app, load_sounds(None), kept, kept, clock)
    app.sound.open()
    return kept


def _sound_of(
    app: Bedside, sounds: SoundSet, first: Sink, second: Sink, clock: Clock
) -> AlarmSound:
    return AlarmSound(
        sounds,
        first,
        second,
        clock,
        volume_percent=lambda: app.settings.volume_percent,
        medium=MediumSound(app.settings.medium_sound),
        changed=app.sound_changed,
    )
