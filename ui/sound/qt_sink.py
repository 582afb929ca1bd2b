"""The alarm sound through Qt Multimedia, on the device that the operating system has as default.

For a process of its own (ui.sound.speaker): where the sound server of Linux has died, Qt goes on
naming its devices, and ends the whole process when one of them is opened. The stream stays open
between bursts, and now and then takes a little silence: so a device that goes is noticed while
nothing sounds. A whole burst is handed over at once.
"""

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from bedside.bursts import gain_db
from ui.sound.files import LONGEST_S
from ui.sound.player import CHANGED
from ui.sound.render import BYTES_PER_SAMPLE, RATE_HZ, from_pcm, pcm

STUCK_S = 4.0  # audio servers take up to two seconds at a time
PROBED_EVERY_S = 5.0
PROBE_S = 0.02  # of silence
AFTER_S = 1.0  # room in the buffer beyond the longest burst


class QtSink:
    """Codes are those of ui.sound.said; "" is all well."""

    def __init__(self) -> None:
        self._devices: QMediaDevices | None = None
        self._sink: QAudioSink | None = None
        self._stream: QIODevice | None = None
        self._device: QAudioDevice | None = None
        self._channels = 1
        self._left = b""  # what the buffer had no room for
        self._changed = False
        self._probed_s = 0.0
        self._moved_us, self._moved_s = -1, 0.0  # how far it has come, and since when

    @property
    def name(self) -> str:
        return self._device.description() if self._device is not None else ""

    def open(self) -> str:
        self.close()
        if self._devices is None:
            self._devices = QMediaDevices()
            self._devices.audioOutputsChanged.connect(self._list_changed)
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return "no_device"
        form = self._format(device)
        if form is None:
            return "device_format"
        self._device, self._sink = device, QAudioSink(device, form)
        per_second = RATE_HZ * BYTES_PER_SAMPLE * self._channels
        self._sink.setBufferSize(int((LONGEST_S + AFTER_S) * per_second))
        self._stream = self._sink.start()
        if self._sink.error() is not QtAudio.Error.NoError:
            return "device_error"
        return ""

    def begin(self, data: bytes, volume_percent: int) -> str:
        """`data` as ui.sound.files.Sound has it."""
        if self._sink is None:
            return "device_lost"
        if self._left or self._sink.bytesFree() < self._sink.bufferSize():
            self.stop()
        self._sink.setVolume(10 ** (gain_db(volume_percent) / 20))
        self._left = data if self._channels == 1 else _doubled(data)
        self._moved_us = -1
        return self._hand_over()

    def stop(self) -> None:
        """What waits in the buffer is dropped with the stream; the next one is begun at once."""
        self._left = b""
        if self._sink is not None:
            self._sink.reset()
            self._stream = self._sink.start()

    def trouble(self, now_s: float) -> str:
        if self._sink is None:
            return "device_lost"
        if self._sink.error() not in (QtAudio.Error.NoError, QtAudio.Error.UnderrunError):
            return "device_error"
        if self._sink.state() is QtAudio.State.StoppedState:
            return "device_lost"
        if self._changed:
            self._changed = False
            if why := self._other_device():
                return why
        if now_s - self._probed_s >= PROBED_EVERY_S:
            self._probed_s = now_s
            self._left = self._left or bytes(2 * self._channels * int(PROBE_S * RATE_HZ))
        return self._hand_over() or self._stuck(self._sink, now_s)

    def close(self) -> None:
        if self._sink is not None:
            self._sink.stop()
            self._sink.deleteLater()
        self._sink = self._stream = None
        self._left = b""

    # --- inside

    def _format(self, device: QAudioDevice) -> QAudioFormat | None:
        """16 bits at our rate; one channel, or the same on two where the device insists."""
        form = QAudioFormat()
        form.setSampleRate(RATE_HZ)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        for channels in (1, 2):
            form.setChannelCount(channels)
            if device.isFormatSupported(form):
                self._channels = channels
                return form
        return None

    def _hand_over(self) -> str:
        if self._left and self._stream is not None:
            taken = self._stream.write(self._left)
            if taken < 0:
                return "device_error"
            self._left = self._left[taken:]
        return ""

    def _stuck(self, sink: QAudioSink, now_s: float) -> str:
        """Whether sound waits, and the device has taken none of it for a while."""
        waits = bool(self._left) or sink.bytesFree() < sink.bufferSize()
        moved_us = sink.processedUSecs()
        if not waits or moved_us != self._moved_us:
            self._moved_us, self._moved_s = moved_us, now_s
            return ""
        return "device_stuck" if now_s - self._moved_s > STUCK_S else ""

    def _other_device(self) -> str:
        if self._device is None or self._device not in QMediaDevices.audioOutputs():
            return "device_lost"
        return CHANGED if QMediaDevices.defaultAudioOutput() != self._device else ""

    def _list_changed(self) -> None:
        self._changed = True


def _doubled(data: bytes) -> bytes:
    """The same on two channels."""
    sound = from_pcm(data)
    both = from_pcm(bytes(2 * len(data)))
    both[0::2] = sound
    both[1::2] = sound
    return pcm(both)
