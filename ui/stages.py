"""Which screen stands at which place."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.infusion import InfusionScreen
from ui.screens.new_session import NewSessionScreen
from ui.screens.room_aside import RoomAside
from ui.screens.sign_in import SignInScreen
from ui.screens.start import StartScreen
from ui.theme import Theme
from ui.view import Acts, Place

Make = Callable[[Theme, Words, Acts, Callable[[], float]], QWidget]

STAGES: Mapping[Place, Make] = {
    Place.START: StartScreen,
    Place.NEW_SESSION: NewSessionScreen,
    Place.SIGN_IN: SignInScreen,
    Place.INFUSION: InfusionScreen,
}
ASIDES: Mapping[Place, Make] = {Place.START: RoomAside}
