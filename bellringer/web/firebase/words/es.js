// Spanish: the words of signing in by Firebase, and of pushes in this browser.
export default {
  "firebase.email": "Correo electrónico",
  "firebase.link": "Envíame un enlace",
  "firebase.sent": "Un enlace va camino de {email}. Ábrelo en este teléfono.",
  "firebase.password.instead": "Entrar con una contraseña",
  "firebase.password": "Contraseña",
  "firebase.wrong.credential": "El correo y la contraseña no coinciden. Pide mejor un enlace.",
  "firebase.wrong.email": "Esto no es un correo electrónico.",
  "firebase.wrong.link": "Este enlace ya se usó o es demasiado antiguo. Pide otro.",
  "firebase.wrong.often": "Demasiados intentos. Espera unos minutos y vuelve a intentarlo.",
  "firebase.push": "Sonar en este dispositivo",
  "firebase.push.text": "Los avisos aparecen aquí, también con Bellringer cerrado.",
  "firebase.push.on": "Este dispositivo ya suena.",
  "firebase.push.blocked": "El navegador bloquea los avisos de esta página. Permítelos en sus ajustes y vuelve a intentarlo.",
  "firebase.push.failed": "Ahora no se pudo registrar este dispositivo. Inténtalo de nuevo en un momento.",
};
