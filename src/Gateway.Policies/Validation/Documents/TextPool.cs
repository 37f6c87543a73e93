using System.Text;
using System.Text.Json;

namespace Gateway.Policies.Validation.Documents;

/// <summary>
/// Texts of a document of which many are equal, each once: operations by the thousand have the same few names and types. For as long as one document
/// is read; long texts, and more than a document that repeats itself has, are not looked for.
/// </summary>
internal sealed class TextPool
{
    private const int Longest = 64;
    private const int Most = 10_000;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <summary>The text that a reader stands on: a name or a string.</summary>
    public string Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > Longest) return reader.GetString()!;
        Span<char> text = stackalloc char[Longest];
        return Of(text[..reader.CopyString(text)]);
    }

    /// <summary>A number.</summary>
    public string Of(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > Longest) return Encoding.ASCII.GetString(ascii);
        Span<char> text = stackalloc char[Longest];
        return Of(text[..Encoding.ASCII.GetChars(ascii, text)]);
    }

    public string Of(string text)
    {
        if (text.Length > Longest) return text;
        if (_texts.TryGetValue(text, out var known)) return known;
        if (_texts.Count < Most) _texts.Add(text);
        return text;
    }

    private string Of(ReadOnlySpan<char> text)
    {
        var texts = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        return texts.TryGetValue(text, out var known) ? known : Of(text.ToString());
    }
}
