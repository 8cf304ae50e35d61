"""What the provider of `provider` answers to, and what it says of its people."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator

urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view()),
]


class Claims(OAuth2Validator):
    """Name, address, and whether it is verified."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, object]:
        user = request.user
        verified = user.groups.filter(name="verified").exists()
        return {"name": user.first_name, "email": user.email, "email_verified": verified}
