// Sizes that the forms share with the programme's files: model/limits.py says why each is there.

export {
  SLUG_CHARACTERS, LABEL_CHARACTERS, MAIL_ADDRESS_CHARACTERS, AWARD_FILE_NAME_CHARACTERS, NEW_AWARD_ID_CHARACTERS,
  NEW_SALT_BYTES,
} from "../badgepress/model/limits.json";
