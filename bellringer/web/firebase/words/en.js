// English: the words of signing in by Firebase, and of pushes in this browser.
export default {
  "firebase.email": "E-mail address",
  "firebase.link": "Send me a link",
  "firebase.sent": "A link is on its way to {email}. Open it on this phone.",
  "firebase.password.instead": "Sign in with a password",
  "firebase.password": "Password",
  "firebase.wrong.credential": "The address and the password don't fit. Have a link sent instead.",
  "firebase.wrong.email": "This is no e-mail address.",
  "firebase.wrong.link": "This link was used, or is too old. Have another sent.",
  "firebase.wrong.often": "Too many tries. Wait a few minutes, then try again.",
  "firebase.push": "Ring on this device",
  "firebase.push.text": "Pushes appear here, also when Bellringer is closed.",
  "firebase.push.on": "This device rings now.",
  "firebase.push.blocked": "The browser keeps notifications of this page off. Allow them in its settings, then try again.",
  "firebase.push.failed": "This device could not be registered just now. Try again in a moment.",
};
