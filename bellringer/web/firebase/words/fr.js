// French: the words of signing in by Firebase, and of pushes in this browser.
export default {
  "firebase.email": "Adresse e-mail",
  "firebase.link": "M’envoyer un lien",
  "firebase.sent": "Un lien est en route vers {email}. Ouvre-le sur ce téléphone.",
  "firebase.password.instead": "Se connecter avec un mot de passe",
  "firebase.password": "Mot de passe",
  "firebase.wrong.credential": "L’adresse et le mot de passe ne vont pas ensemble. Demande plutôt un lien.",
  "firebase.wrong.email": "Ce n’est pas une adresse e-mail.",
  "firebase.wrong.link": "Ce lien a déjà servi ou est trop ancien. Demandes-en un autre.",
  "firebase.wrong.often": "Trop d’essais. Attends quelques minutes, puis réessaie.",
  "firebase.push": "Sonner sur cet appareil",
  "firebase.push.text": "Les messages apparaissent ici, même quand Bellringer est fermé.",
  "firebase.push.on": "Cet appareil sonne maintenant.",
  "firebase.push.blocked": "Le navigateur bloque les notifications de cette page. Autorise-les dans ses réglages, puis réessaie.",
  "firebase.push.failed": "Cet appareil n’a pas pu être inscrit pour l’instant. Réessaie dans un moment.",
};
