// A clock of its own: a hidden tab's timers are slowed, a worker's are not (ALARMS B.7).
"use strict";
setInterval(() => postMessage(0), 500);
