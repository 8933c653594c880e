"""Answers as XML, for a request that says Format=XML: a root element named after the action (ccc.wire.typed-xml)."""

import json
from xml.sax.saxutils import escape


class XmlForm:
    def document(self, action: str, body: dict) -> str:
        return f"<{action}Response>{self.elements(body)}</{action}Response>"

    def elements(self, fields: dict) -> str:
        return "".join(self.element(name, value) for name, value in fields.items())

    def element(self, name: str, value: object) -> str:
        """A list of objects repeats the element; a list of texts is JSON text."""
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "".join(self.element(name, item) for item in value)
        inner = self.elements(value) if isinstance(value, dict) else self.text(value)
        return f"<{name}>{inner}</{name}>"

    def text(self, value: object) -> str:
        if value is None:
            return ""
        return self.escape(value if isinstance(value, str) else json.dumps(value, separators=(",", ":")))

    def escape(self, text: str) -> str:
        return escape(text)
