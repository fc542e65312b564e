// Somebody else changed what is edited here: it is told before it is replaced, and theirs can be shown.

import { t } from '../i18n'

export function Changed({ words, onShow }: { words: string; onShow: () => void }) {
  return (
    <p class="row worry changed" role="status">
      {words}
      <button type="button" class="small" onClick={onShow}>
        {t('theirs')}
      </button>
    </p>
  )
}
