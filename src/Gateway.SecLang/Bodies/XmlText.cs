using System.Buffers;
using System.Text.Unicode;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// XML as rules see it: <c>XML:/*</c> is the text of the whole document, <c>XML://@*</c> each attribute's value. It reads forward and never stops: what is not well-formed is
/// reported and taken as text. A document type is an error, for its entities are text that no rule would see.
/// </summary>
internal sealed class XmlText(ValueTable table)
{
    private string? _error;
    private int _attributes;
    private int _maxAttributes;
    private byte[] _text = [];
    private int _length;

    /// <summary>Reads a body. Null, or what is wrong with it; what was read is kept in either case.</summary>
    public string? Read(ReadOnlySpan<byte> body, int maxDepth, int maxAttributes)
    {
        if (body.IsEmpty) return null;
        _error = Utf8.IsValid(body) || XmlDeclaration.IsOfOneByte(body) ? null : "XML is not valid UTF-8";
        _attributes = _length = 0;
        _maxAttributes = maxAttributes;
        _text = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            Document(body, new XmlElements(maxDepth));
            table.Add(Collection.Xml, "/*"u8, _text.AsSpan(0, _length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = [];
        }

        return _error;
    }

    private void Document(ReadOnlySpan<byte> body, XmlElements open)
    {
        var rest = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        while (!rest.IsEmpty)
        {
            var tag = rest.IndexOf((byte)'<');
            Text(tag < 0 ? rest : rest[..tag], open.Depth);
            if (tag < 0) break;
            rest = rest[tag..];
            if (rest.StartsWith("<![CDATA["u8)) Section(ref rest, 9, "]]>"u8, keep: true);
            else if (rest.StartsWith("<!--"u8)) Section(ref rest, 4, "-->"u8, keep: false);
            else if (rest.StartsWith("<?"u8)) Instruction(ref rest);
            else if (rest.StartsWith("<!"u8)) DocumentType(ref rest);
            else if (rest.StartsWith("</"u8)) End(ref rest, open);
            else Start(ref rest, open);
        }

        if (open.Depth > 0) _error ??= "an XML element does not end";
        else if (!open.Any) _error ??= "XML has no element";
        _error ??= open.Error;
    }

    private void Text(ReadOnlySpan<byte> text, int depth)
    {
        // Spaces around the root are not part of the document; all else is an error, but is looked at.
        if (depth == 0 && Whitespace.TrimStart(text).IsEmpty) return;
        if (depth == 0) _error ??= "text stands outside of the root element of XML";
        _length += XmlEntities.Decode(text, _text.AsSpan(_length), attribute: false, ref _error);
    }

    private void Section(ref ReadOnlySpan<byte> rest, int start, ReadOnlySpan<byte> end, bool keep)
    {
        var content = rest[start..];
        var length = content.IndexOf(end);
        if (length < 0)
        {
            // Another reader may take what follows for markup or text.
            _error ??= "a section of XML does not end";
            Literal(content);
            rest = default;
            return;
        }

        if (keep) Literal(content[..length]);
        rest = content[(length + end.Length)..];
    }

    private void Instruction(ref ReadOnlySpan<byte> rest)
    {
        // Bytes are looked at as they stand. Whoever decodes them by what is declared (UTF-7, ISO-2022-JP) would read another text.
        if (!XmlDeclaration.KeepsAscii(rest[2..])) _error ??= "XML declares an encoding that is not allowed";
        Section(ref rest, 2, "?>"u8, keep: false);
    }

    /// <summary>A document type with its internal subset is text here.</summary>
    private void DocumentType(ref ReadOnlySpan<byte> rest)
    {
        _error ??= "XML has a document type";
        var end = rest.IndexOf((byte)'>');
        if (end >= 0 && rest[..end].Contains((byte)'['))
        {
            var close = rest.IndexOf("]>"u8);
            end = close < 0 ? -1 : close + 1;
        }

        var length = end < 0 ? rest.Length : end + 1;
        Literal(rest[..length]);
        rest = rest[length..];
    }

    private void End(ref ReadOnlySpan<byte> rest, XmlElements open)
    {
        var end = rest.IndexOf((byte)'>');
        if (end < 0)
        {
            _error ??= "a tag of XML does not end";
            Literal(rest);
            rest = default;
            return;
        }

        open.Close(Whitespace.Trim(rest[2..end]));
        rest = rest[(end + 1)..];
    }

    private void Start(ref ReadOnlySpan<byte> rest, XmlElements open)
    {
        var length = XmlName.Length(rest[1..]);
        if (length == 0)
        {
            _error ??= "XML has a < that begins no tag";
            Literal(rest[..1]);
            rest = rest[1..];
            return;
        }

        var name = rest.Slice(1, length);
        var inside = rest[(length + 1)..];
        while (true)
        {
            inside = Whitespace.TrimStart(inside);
            if (inside.StartsWith("/>"u8) || inside.StartsWith(">"u8)) break;
            if (Attribute(ref inside)) continue;
            // What is left of the tag is text, so that nothing in it goes unseen.
            _error ??= "a tag of XML is not well-formed";
            open.Open(name);
            rest = inside;
            if (rest.StartsWith("<"u8)) return;
            Literal(rest[..Math.Min(1, rest.Length)]);
            rest = rest[Math.Min(1, rest.Length)..];
            return;
        }

        open.Open(name);
        if (inside[0] == '/') open.Close(name);
        rest = inside[(inside[0] == '/' ? 2 : 1)..];
    }

    private bool Attribute(ref ReadOnlySpan<byte> inside)
    {
        var length = XmlName.Length(inside);
        if (length == 0) return false;
        var name = inside[..length];
        var rest = Whitespace.TrimStart(inside[length..]);
        if (rest.IsEmpty || rest[0] != '=') return false;
        rest = Whitespace.TrimStart(rest[1..]);
        if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\'')) return false;
        var end = rest[1..].IndexOf(rest[0]);
        if (end < 0) return false;
        var value = rest.Slice(1, end);
        inside = rest[(end + 2)..];
        if (value.Contains((byte)'<')) _error ??= "an attribute of XML has a <";
        // Declarations of namespaces are no attributes in XPath.
        if (!XmlName.IsNamespace(name)) AddAttribute(value);
        return true;
    }

    private void AddAttribute(ReadOnlySpan<byte> value)
    {
        if (++_attributes > _maxAttributes)
        {
            _error ??= "XML has more attributes than allowed";
            Literal(value);
            return;
        }

        Text kept = default;
        var room = table.Arena.Reserve(value.Length);
        if (!room.IsEmpty) kept = table.Arena.Keep(XmlEntities.Decode(value, room, attribute: true, ref _error));
        table.Add(Collection.Xml, table.Arena.Store("//@*"u8), kept);
    }

    private void Literal(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}
