"""The two cookies of the pages: who is signed in, and in which language. Neither is readable by scripts.

A page's session never opens the REST API, which takes bearer tokens only: no foreign page can call it by cookie. Over
TLS every cookie is marked Secure, in `api/forwarded.py`.
"""

from litestar.datastructures import Cookie

from api.problems import AnyRequest

SESSION = "sanxiang_session"
LANGUAGE = "sanxiang_language"
CSRF = "sanxiang_csrf"
LANGUAGES = ("zh", "en")
YEAR_S = 366 * 86_400


def session_cookie(token: str, seconds: float) -> Cookie:
    """The session for `seconds`; an empty token ends it.

    SameSite is Lax, so that a link in an e-mail opens the ticket; every change is a POST with a token of its own.
    """
    return Cookie(
        key=SESSION,
        value=token,
        path="/",
        max_age=max(0, int(seconds)) if token else 0,
        httponly=True,
        samesite="lax",
    )


def language_cookie(lang: str) -> Cookie:
    """The language that was chosen."""
    return Cookie(key=LANGUAGE, value=lang, path="/", max_age=YEAR_S, httponly=True, samesite="lax")


def language_of(request: AnyRequest) -> str:
    """`zh` or `en`: Chinese unless English was chosen."""
    return "en" if request.cookies.get(LANGUAGE) == "en" else "zh"


def local_path(wanted: str, otherwise: str = "/") -> str:
    """A path of this site to go on to; `otherwise` for anything that could lead elsewhere."""
    strange = wanted.startswith("//") or "\\" in wanted or any(not 0x20 < ord(one) < 0x7F for one in wanted)
    return wanted if wanted.startswith("/") and not strange else otherwise
