// What a browser that is one of a member's phones asks of the API.

export const REGISTER_DEVICE = `mutation RegisterDevice($input: DeviceRegisterInput!) {
  deviceRegister(input: $input) { device { id } userErrors { code message path } }
}`;

export const FORGET_DEVICE = `mutation ForgetDevice($input: DeviceRemoveInput!) {
  deviceRemove(input: $input) { userErrors { code message } }
}`;
