"""Which screen stands at which place. A new stage is one line here and one in ui/view.Place."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.alarm_limits import AlarmLimitsScreen
from ui.screens.alarm_log import AlarmLogScreen
from ui.screens.call import CallScreen
from ui.screens.confirm import ConfirmScreen
from ui.screens.day_check import DayCheckScreen
from ui.screens.emergency import EmergencyScreen
from ui.screens.hand_over import HandOverScreen
from ui.screens.help import HelpScreen
from ui.screens.high_bp import HighBpScreen
from ui.screens.home import HomeScreen
from ui.screens.infusion import InfusionScreen
from ui.screens.local_values import LocalValuesScreen
from ui.screens.locked import LockedScreen
from ui.screens.manual import ManualScreen
from ui.screens.new_session import NewSessionScreen
from ui.screens.note import NoteScreen
from ui.screens.observation import ObservationScreen
from ui.screens.preparation import PreparationScreen
from ui.screens.prn import PrnScreen
from ui.screens.pump_gap import PumpGapScreen
from ui.screens.quit import QuitScreen
from ui.screens.ready import ReadyScreen
from ui.screens.records import RecordsScreen
from ui.screens.report import ReportScreen
from ui.screens.report_aside import ReportAside
from ui.screens.room_aside import RoomAside
from ui.screens.series import SeriesScreen
from ui.screens.setup import SetupScreen, physician_set_up, record_set_up, sound_set_up
from ui.screens.sign_in import SignInScreen
from ui.screens.start import StartScreen
from ui.screens.stop_form import StopScreen, pause_screen
from ui.screens.symptom import SymptomScreen
from ui.screens.touch import TouchScreen
from ui.theme import Theme
from ui.view import Acts, Place

Make = Callable[[Theme, Words, Acts, Callable[[], float]], QWidget]

STAGES: Mapping[Place, Make] = {
    Place.START: StartScreen,
    Place.NEW_SESSION: NewSessionScreen,
    Place.SIGN_IN: SignInScreen,
    Place.HAND_OVER: HandOverScreen,
    Place.DAY_CHECK: DayCheckScreen,
    Place.PREPARATION: PreparationScreen,
    Place.READY: ReadyScreen,
    Place.INFUSION: InfusionScreen,
    Place.OBSERVATION: ObservationScreen,
    Place.HOME: HomeScreen,
    Place.REPORT: ReportScreen,
    Place.PAUSE: pause_screen,
    Place.STOP: StopScreen,
    Place.HIGH_BP: HighBpScreen,
    Place.PRN: PrnScreen,
    Place.SYMPTOM: SymptomScreen,
    Place.NOTE: NoteScreen,
    Place.CALL: CallScreen,
    Place.TOUCH: TouchScreen,
    Place.MANUAL_ENTRY: ManualScreen,
    Place.ALARM_LOG: AlarmLogScreen,
    Place.ALARM_LIMITS: AlarmLimitsScreen,
    Place.EMERGENCY: EmergencyScreen,
    Place.PUMP_GAP: PumpGapScreen,
    Place.SERIES: SeriesScreen,
    Place.CONFIRM: ConfirmScreen,
    Place.LOCAL_VALUES: LocalValuesScreen,
    Place.RECORDS: RecordsScreen,
    Place.SETUP: SetupScreen,
    Place.SOUND: sound_set_up,
    Place.RECORD_SETUP: record_set_up,
    Place.PAIRING: physician_set_up,
    Place.HELP: HelpScreen,
    Place.LOCKED: LockedScreen,
    Place.QUIT: QuitScreen,
}
ASIDES: Mapping[Place, Make] = {Place.START: RoomAside, Place.REPORT: ReportAside}
