from assessments.schemes.models.bands import Band
from assessments.schemes.models.items import Item, Section
from assessments.schemes.models.schemes import Scheme

__all__ = ["Band", "Item", "Scheme", "Section"]
