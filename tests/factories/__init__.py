"""Factories build the smallest valid thing. Traits (`as_manager=True`) name the interesting cases."""

from tests.factories.accounts import PostingFactory, UserFactory
from tests.factories.assessments import (
    CheckFactory,
    ChecklistFactory,
    ChecklistItemFactory,
    ClosedQuarterFactory,
    EvidenceFactory,
    EvidenceUseFactory,
)
from tests.factories.orgs import (
    CityFactory,
    CommunityFactory,
    CountyFactory,
    TownshipFactory,
    UnitFactory,
    VillageFactory,
)
from tests.factories.registry import CertificateFactory, PersonFactory, id_number
from tests.factories.staff import (
    AppointmentFactory,
    AttendanceFactory,
    MemberFactory,
    PostFactory,
    StipendRunFactory,
    StipendStandardFactory,
    TrainingFactory,
)

__all__ = [
    "AppointmentFactory",
    "AttendanceFactory",
    "CertificateFactory",
    "CheckFactory",
    "ChecklistFactory",
    "ChecklistItemFactory",
    "CityFactory",
    "ClosedQuarterFactory",
    "CommunityFactory",
    "CountyFactory",
    "EvidenceFactory",
    "EvidenceUseFactory",
    "MemberFactory",
    "PersonFactory",
    "PostFactory",
    "PostingFactory",
    "StipendRunFactory",
    "StipendStandardFactory",
    "TownshipFactory",
    "TrainingFactory",
    "UnitFactory",
    "UserFactory",
    "VillageFactory",
    "id_number",
]
