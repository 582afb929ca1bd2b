"""What is said of the alarm sound: where it goes, why it fails, whose sounds are not used."""

from ui.i18n import Words, mark
from ui.sound.files import NotUsed
from ui.view import SoundPath, View

TROUBLE = {
    "no_device": mark("This computer has no sound device: plug one in, or switch it on."),
    "device_lost": mark("The sound device is gone: plug it in again. It is looked for all along."),
    "device_error": mark("The sound device does not play. It is tried again all along."),
    "device_stuck": mark("The sound device takes no sound. It is tried again all along."),
    "device_format": mark(
        "The sound device cannot play 16-bit sound at 48 000 Hz: choose another in the system."
    ),
    "muted": mark("The computer is muted: switch its sound on in the system's own settings."),
    "soft": mark("The computer's own volume is turned down: turn it up in the system's settings."),
    "file": mark("The file for the simulated sound cannot be written."),
    "fault": mark("The alarm sound has failed by a fault of the program. It is tried again."),
}
INSTEAD = mark("Meanwhile alarms sound by another player or the computer's beep, if it has any.")
NOT_USED = {
    "not_wav": mark("{file} is not a WAV file of plain samples: bedside's own sound is used."),
    "bits": mark("{file} has {found} bits a sample, not 16: bedside's own sound is used."),
    "rate": mark("{file} has {found} samples a second, not 48000: bedside's own sound is used."),
    "channels": mark("{file} has {found} channels, not 1 or 2: bedside's own sound is used."),
    "length": mark("{file} does not last from 0.2 to 6 seconds: bedside's own sound is used."),
    "soft": mark("{file} is too soft to be heard: bedside's own sound is used."),
    "unreadable": mark("{file} cannot be read ({found}): bedside's own sound is used."),
}
OUTSIDE = frozenset({"muted", "soft"})  # nothing of this computer would be heard


def path_text(path: SoundPath | None, words: Words) -> str:
    """Where the alarm sound goes now, or why it does not."""
    _ = words.text
    if path is None:
        return _("No alarm sound is played here.")
    if path.trouble:
        why = _(TROUBLE.get(path.trouble, TROUBLE["fault"]))
        return why if path.trouble in OUTSIDE else f"{why} {_(INSTEAD)}"
    if path.file:
        return _(
            "Simulation on a computer without a sound device: nobody hears the alarms, they are "
            "written to {file}."
        ).format(file=path.name)
    return _("Alarms sound on: {device}.").format(device=path.name)


def not_used_text(refused: NotUsed, words: Words) -> str:
    return words.text(NOT_USED[refused.why]).format(file=refused.name, found=refused.found)


def tested_text(view: View, words: Words) -> str:
    _ = words.text
    if view.sound_tested_at is None:
        return _("Play the sound, then say whether it was heard in this room.")
    return _("Heard {time}.").format(time=words.time(view.sound_tested_at))
