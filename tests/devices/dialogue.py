"""A simulated monitor and the conversation with it, joined without a wire."""

from bedside.vitals import DeviceIdentified


def together(monitor, talk, seconds, change=None, begin_s=0.0):
    """Both ends of the line for so long: (when, item) of all that was said, but which device it
    is; the monitor's bytes.

    `change` is called with the time whenever it moved on.
    """
    now_s, said, stream = begin_s, [], b""
    step = talk.opened(now_s)
    while True:
        items = [item for item in step.items if not isinstance(item, DeviceIdentified)]
        said += [(now_s, item) for item in items]
        spoken = monitor.step(now_s, b"".join(step.send))
        stream += spoken
        if spoken:
            step = talk.step(now_s, spoken)
            continue
        due = [at for at in (monitor.next_due_s(), step.wake_s) if at is not None]
        now_s = max(now_s, min(due))
        if now_s > begin_s + seconds:
            return said, stream
        if change is not None:
            change(now_s)
        step = talk.step(now_s, b"")
