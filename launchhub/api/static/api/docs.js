// Shows the description of the REST API; requests are sent with the session, or with a token from “Authorize”.

const page = document.getElementById("docs");

function csrfToken() {
  const name = `${page.dataset.csrfCookie}=`;
  const cookie = document.cookie.split("; ").find((each) => each.startsWith(name));
  return cookie?.slice(name.length);
}

function signed(request) {
  const token = csrfToken();
  if (token && request.method && request.method !== "GET") {
    request.headers["X-CSRFToken"] = token;
  }
  return request;
}

window.SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  persistAuthorization: true,
  requestInterceptor: signed,
  validatorUrl: null,
});
