using System.Text;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Texts of which many are equal, each once. For as long as one document is read.</summary>
internal sealed class NamePool
{
    private const int Longest = 64;
    private const int Most = 10_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest) return Encoding.UTF8.GetString(utf8);
        Span<char> chars = stackalloc char[Longest];
        chars = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        var known = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(chars, out var name)) return name;
        name = chars.ToString();
        if (_names.Count < Most) _names.Add(name);
        return name;
    }
}
