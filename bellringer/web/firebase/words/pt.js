// Portuguese: the words of signing in by Firebase, and of pushes in this browser.
export default {
  "firebase.email": "Endereço de e-mail",
  "firebase.link": "Enviar um link",
  "firebase.sent": "Um link está a caminho de {email}. Abra-o neste telefone.",
  "firebase.password.instead": "Entrar com uma senha",
  "firebase.password": "Senha",
  "firebase.wrong.credential": "O endereço e a senha não combinam. Peça um link em vez disso.",
  "firebase.wrong.email": "Isto não é um endereço de e-mail.",
  "firebase.wrong.link": "Este link já foi usado ou é antigo demais. Peça outro.",
  "firebase.wrong.often": "Tentativas demais. Espere alguns minutos e tente de novo.",
  "firebase.push": "Tocar neste aparelho",
  "firebase.push.text": "Os avisos aparecem aqui, mesmo com o Bellringer fechado.",
  "firebase.push.on": "Este aparelho já toca.",
  "firebase.push.blocked": "O navegador bloqueia os avisos desta página. Permita-os nas configurações dele e tente de novo.",
  "firebase.push.failed": "Não foi possível registrar este aparelho agora. Tente de novo em um momento.",
};
