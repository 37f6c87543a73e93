using System.Text;
using System.Text.Json;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Compilation;

/// <summary>A value in a schema document. It knows where it stands: two values that look alike are still two places.</summary>
internal sealed class SchemaElement(SchemaDocument document, SchemaElement? parent, string? name, int index, JsonValueKind kind, int start)
{
    private const int FewChildren = 8;

    private Dictionary<string, SchemaElement>? _byName;
    private string? _text;

    public SchemaDocument Document => document;

    public SchemaElement? Parent => parent;

    /// <summary>Name in the object that holds it, or null.</summary>
    public string? Name => name;

    public JsonValueKind Kind => kind;

    public int Start => start;

    public int End { get; internal set; }

    /// <summary>Members of an object or items of an array.</summary>
    public SchemaElement[] Children { get; private set; } = [];

    public ReadOnlySpan<byte> Raw => document.Bytes.AsSpan(start, End - start);

    /// <summary>The value of a string.</summary>
    public string Text => _text ??= kind == JsonValueKind.String ? ReadText() : Encoding.UTF8.GetString(Raw);

    /// <summary>JSON Pointer in the document.</summary>
    public string Pointer => parent is null ? "" : parent.Pointer + "/" + (name is null ? index.ToString() : JsonPointer.Escape(name));

    /// <summary>The member of that name, or null.</summary>
    public SchemaElement? this[string member]
    {
        get
        {
            if (kind != JsonValueKind.Object) return null;
            if (Children.Length <= FewChildren)
            {
                foreach (var child in Children)
                    if (child.Name == member) return child;
                return null;
            }

            _byName ??= Children.ToDictionary(child => child.Name!, StringComparer.Ordinal);
            return _byName.GetValueOrDefault(member);
        }
    }

    public bool IsTrue => kind == JsonValueKind.True;

    public bool IsSchema => kind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;

    /// <summary>A schema that messages may be made of.</summary>
    public bool IsCompiled { get; set; }

    public void Hold(SchemaElement[] children) => Children = children;

    /// <summary>Forgets what stands inside.</summary>
    public void LetGo() => (Children, _byName) = ([], null);

    private string ReadText()
    {
        var raw = Raw[1..^1];
        if (!raw.Contains((byte)'\\')) return Encoding.UTF8.GetString(raw);
        using var plain = new UnescapedString(raw);
        return Encoding.UTF8.GetString(plain.Bytes);
    }
}
