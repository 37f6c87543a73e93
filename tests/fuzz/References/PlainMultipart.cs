using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Fuzz.References;

/// <summary>A part of a plain reading.</summary>
internal sealed record PlainPart(string Name, bool HasFileName, string? ContentType, string Content);

/// <summary>
/// multipart/form-data by RFC 2046 section 5.1.1 and RFC 7578, the whole body at once, one character for each byte; no preamble, no epilogue, no padding,
/// no line that a lenient reader could take for a boundary. Null for anything else.
/// </summary>
internal static class PlainMultipart
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private static readonly Regex Field = new(@"\A(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):(?<value>.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, Most);

    private static readonly Regex Disposition = new(
        @"\Aform-data(?:[ \t]*;[ \t]*(?<name>[^=; \t""]+)=(?<value>""[^""]*""|[^ \t;""]+))*[ \t]*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Most);

    public static List<PlainPart>? Read(string body, string boundary, int mostHead)
    {
        var delimiter = $"\r\n--{boundary}";
        // The first delimiter has no line end in front, for there is nothing.
        var sections = $"\r\n{body}".Split(delimiter);
        if (sections.Length < 3 || sections[0].Length > 0 || sections[^1] is not ("--" or "--\r\n")) return null;
        List<PlainPart> parts = [];
        foreach (var section in sections[1..^1])
        {
            var end = section.IndexOf("\r\n\r\n", 2 <= section.Length ? 2 : section.Length, StringComparison.Ordinal);
            if (!section.StartsWith("\r\n", StringComparison.Ordinal) || end < 0 || end - 2 > mostHead) return null;
            var content = section[(end + 4)..];
            if (Head(section[2..end]) is not { } head || Regex.IsMatch($"\n{content}", $"[\r\n]--{Regex.Escape(boundary)}", RegexOptions.None, Most)) return null;
            parts.Add(head with { Content = content });
        }

        return parts;
    }

    /// <summary>The fields in front of a part's content.</summary>
    public static PlainPart? Head(string head)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(Encoding.Latin1.GetBytes(head));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        if (text.Replace("\r\n", "", StringComparison.Ordinal).Any(static c => char.IsControl(c) && c != '\t')) return null;
        var fields = text.Split("\r\n").Select(static l => Field.Match(l)).ToList();
        if (fields.Exists(static f => !f.Success)) return null;
        List<string> Values(string name) => [.. fields.Where(f => f.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static f => f.Groups["value"].Value.Trim(' ', '\t'))];
        if (Values("Content-Disposition") is not [var disposition] || Values("Content-Type") is { Count: > 1 } || Values("Content-Transfer-Encoding").Exists(static v => v.ToLowerInvariant() is not ("7bit" or "8bit" or "binary"))) return null;
        if (Disposition.Match(disposition) is not { Success: true } match) return null;
        string? name = null;
        var files = 0;
        for (var i = 0; i < match.Groups["name"].Captures.Count; i++)
        {
            var (key, value) = (match.Groups["name"].Captures[i].Value, match.Groups["value"].Captures[i].Value);
            if (value is ['"', ..] && ((value = value[1..^1]).EndsWith('\\') || value.Contains(@"\\", StringComparison.Ordinal))) return null;
            if (value.Contains("%22", StringComparison.Ordinal)) return null;
            if (key.Equals("name", StringComparison.OrdinalIgnoreCase) && name is null) name = value;
            else if (!key.Equals("filename", StringComparison.OrdinalIgnoreCase) || ++files > 1) return null;
        }

        return string.IsNullOrEmpty(name) ? null : new(name, files > 0, Values("Content-Type").FirstOrDefault(), "");
    }
}
