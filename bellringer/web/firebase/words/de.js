// German: the words of signing in by Firebase, and of pushes in this browser.
export default {
  "firebase.email": "E-Mail-Adresse",
  "firebase.link": "Link schicken",
  "firebase.sent": "Ein Link ist unterwegs an {email}. Öffne ihn auf diesem Telefon.",
  "firebase.password.instead": "Mit einem Passwort anmelden",
  "firebase.password": "Passwort",
  "firebase.wrong.credential": "Adresse und Passwort passen nicht zusammen. Lass dir stattdessen einen Link schicken.",
  "firebase.wrong.email": "Das ist keine E-Mail-Adresse.",
  "firebase.wrong.link": "Dieser Link wurde benutzt oder ist zu alt. Lass dir einen neuen schicken.",
  "firebase.wrong.often": "Zu viele Versuche. Warte ein paar Minuten und versuche es noch einmal.",
  "firebase.push": "Auf diesem Gerät klingeln",
  "firebase.push.text": "Nachrichten erscheinen hier, auch wenn Bellringer geschlossen ist.",
  "firebase.push.on": "Dieses Gerät klingelt jetzt.",
  "firebase.push.blocked": "Der Browser hält Benachrichtigungen dieser Seite zurück. Erlaube sie in seinen Einstellungen und versuche es noch einmal.",
  "firebase.push.failed": "Dieses Gerät ließ sich gerade nicht anmelden. Versuche es gleich noch einmal.",
};
