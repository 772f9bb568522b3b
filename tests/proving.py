"""Looking at a paper as somebody who was handed it: its text, its code, and what the code says of it."""

import io
import re

from django.urls import reverse
from pypdf import PdfReader

from core import freshness
from orgs.models import Proof

CODE = re.compile(r"验真码\s*([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})")
GENUINE, CHANGED = "内容与系统数据一致", "在它生成之后有变动"


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def codes_in(content):
    """Return the codes printed on a paper, each once."""
    return list(dict.fromkeys(code.replace("-", "") for code in CODE.findall(text_of(content))))


def proved(client, url):
    """Print a paper, and return (its bytes, its kept code); there must be exactly one."""
    content = client.get(url).content
    (code,) = codes_in(content)
    return content, Proof.objects.get(code=code)


def verdict(client, proof):
    """Return what anybody is told who looks up the code now."""
    freshness.forget()
    return client.get(reverse("proofs:proof_detail", args=[proof.code])).text
