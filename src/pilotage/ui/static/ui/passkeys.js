// Passkeys and security keys: asks the browser for a credential, puts it into the form and sends it.
// A form says what it does by data-passkey-login, data-passkey-use or data-passkey-add; the latter two name
// the element that holds the server's options as JSON.

const keys = window.webauthnJSON;

const optionsOf = (form, name) => JSON.parse(document.getElementById(form.dataset[name]).textContent);

async function loginOptions(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return (await answer.json()).request_options;
}

function registrationOptions(form) {
  const options = optionsOf(form, "passkeyAdd").creation_options;
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  });
  return options;
}

async function credentialFor(form) {
  if ("passkeyLogin" in form.dataset) return keys.get(await loginOptions(form));
  if ("passkeyUse" in form.dataset) return keys.get(optionsOf(form, "passkeyUse").request_options);
  return keys.create(registrationOptions(form));
}

async function ask(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const trouble = form.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await credentialFor(form));
    form.submit();
  } catch {
    if (trouble) trouble.hidden = false;
  }
}

if (keys?.supported?.() && window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey-login], [data-passkey-use], [data-passkey-add]")) {
    form.hidden = false;
    form.addEventListener("submit", ask);
  }
}
