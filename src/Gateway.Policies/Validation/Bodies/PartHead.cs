using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>The header fields of a part (RFC 7578 section 4).</summary>
/// <param name="Name">The part's name.</param>
/// <param name="HasFileName">There is a file name: servers take the part for a file then.</param>
/// <param name="ContentType">Null when it says none, which means text/plain.</param>
internal sealed record PartHead(string Name, bool HasFileName, string? ContentType)
{
    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Reads the fields; a fault for what two parsers could read differently.</summary>
    public static (PartHead? Head, BodyFault? Fault) Parse(ReadOnlySpan<byte> head)
    {
        if (!Utf8.IsValid(head) || HasControls(head)) return Malformed("UTF-8 without control characters");
        string? disposition = null;
        string? type = null;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            // A folded line, a bare line end, a name that is no token (RFC 9110 section 5.6.2).
            if (colon <= 0 || line.IndexOfAny((byte)'\r', (byte)'\n') >= 0 || line[..colon].ContainsAnyExcept(Token)) return Malformed("lines of a name, a colon and a value");
            var name = Encoding.UTF8.GetString(line[..colon]);
            var value = Encoding.UTF8.GetString(line[(colon + 1)..]).Trim(' ', '\t');
            if (name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase))
            {
                if (disposition is not null) return Malformed("Content-Disposition once");
                disposition = value;
            }
            else if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                if (type is not null) return Malformed("Content-Type once");
                type = value;
            }
            else if (name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && value.ToLowerInvariant() is not ("binary" or "8bit" or "7bit"))
            {
                // RFC 7578 section 4.7: nobody is to send it; one who undoes it sees another content than one who does not.
                return Malformed("no Content-Transfer-Encoding");
            }
        }

        return disposition is null ? Malformed("Content-Disposition in each part") : Disposition(disposition, type);
    }

    // Some readers take vertical tabs, form feeds and U+0085 for blanks or line ends.
    private static bool HasControls(ReadOnlySpan<byte> head)
    {
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] is < 0x20 and not ((byte)'\t' or (byte)'\r' or (byte)'\n') or 0x7f || (head[i] == 0xc2 && head[i + 1] < 0xa0)) return true;
        }

        return false;
    }

    private static (PartHead? Head, BodyFault? Fault) Disposition(string text, string? type)
    {
        var parameters = new DispositionParameters(text);
        if (!parameters.Kind.Equals("form-data", StringComparison.OrdinalIgnoreCase)) return Malformed("Content-Disposition: form-data");
        string? name = null;
        var hasFileName = false;
        while (parameters.Next(out var parameter, out var value))
        {
            if (parameter.Equals("name", StringComparison.OrdinalIgnoreCase))
            {
                if (name is not null) return Malformed("one name for each part");
                // "ro\le" is "role" to who undoes quoted pairs, and a part of its own to who does not.
                if (value.Contains('\\', StringComparison.Ordinal)) return Malformed("names without a backslash");
                name = value;
            }
            else if (parameter.Equals("filename", StringComparison.OrdinalIgnoreCase) && !hasFileName)
            {
                hasFileName = true;
            }
            else
            {
                // "filename*" (RFC 7578 section 4.2 forbids it), "name*", a second filename.
                return Malformed("the parameters name and filename, each once");
            }
        }

        if (parameters.IsMalformed || string.IsNullOrEmpty(name)) return Malformed("name=\"...\", and filename=\"...\" where there is a file");
        return (new PartHead(name, hasFileName, type), null);
    }

    private static (PartHead? Head, BodyFault? Fault) Malformed(string allowed) => (null, BodyFault.Malformed("part-head-malformed", allowed));
}
