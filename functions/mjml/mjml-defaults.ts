/** A mail's own MJML follows the layout: its text, its buttons, its direction; what it says itself goes first. */
const attributes = `<mj-attributes>
<mj-all font-family="inherit" />
<mj-section direction="inherit" padding="0" />
<mj-wrapper direction="inherit" padding="0" />
<mj-column direction="inherit" />
<mj-group direction="inherit" />
<mj-text align="start" color="#1f2733" font-size="16px" line-height="1.5" padding="8px 40px" />
<mj-table align="start" color="#1f2733" font-size="16px" line-height="1.5" padding="8px 40px" />
<mj-button align="start" css-class="button" background-color="<%= brand.accentColor %>" color="<%= brand.onAccentColor %>" border-radius="8px" font-size="16px" font-weight="600" line-height="1.375" inner-padding="13px 28px" padding="20px 40px" />
<mj-image padding="8px 40px" />
<mj-social color="#1f2733" font-size="14px" />
<mj-social-element color="#1f2733" font-size="14px" />
<mj-navbar-link color="<%= brand.accentColor %>" css-class="link" font-size="14px" />
<mj-divider border-width="1px" border-color="#e2e5ea" padding="16px 40px" />
</mj-attributes>`;

/** In the dark, text and lines of these colours are turned; a section of another background brings its own. */
const style = `<mj-style>
@media (max-width: 620px) {
  .card td[style*="px 40px"] { padding-left: 24px !important; padding-right: 24px !important; }
}
@media (prefers-color-scheme: dark) {
  .card [style*="color:#1f2733"] { color: #e9ecf1 !important; }
  .card [style*="color:#566070"] { color: #a9b1bd !important; }
  .card [style*="#e2e5ea"] { border-color: #303640 !important; }
}
</mj-style>`;

/** Stands first in every head, so that what follows overrides it. */
export const mjmlDefaults = `${attributes}\n${style}`;
