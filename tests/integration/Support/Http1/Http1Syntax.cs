using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>The line syntax of RFC 9112, read strictly: what a server of ours sends must be exactly right.</summary>
internal static class Http1Syntax
{
    /// <summary>The line as Latin-1 text without its CRLF.</summary>
    public static string Text(ReadOnlySpan<byte> line) => line is [.. var text, (byte)'\r', (byte)'\n']
        ? Encoding.Latin1.GetString(text)
        : throw new InvalidDataException($"line does not end with CRLF: \"{Encoding.Latin1.GetString(line)}\"");

    public static (string Name, string Value) ParseHeader(ReadOnlySpan<byte> line)
    {
        var text = Text(line);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (text[..colon], text[(colon + 1)..].Trim(' ', '\t'))
            : throw new InvalidDataException($"found header line \"{text}\"; allowed: name, colon, value");
    }

    /// <summary>Reads up to and including the empty line; null when the peer closed before. <paramref name="raw"/> keeps what came.</summary>
    public static async Task<List<byte[]>?> ReadHeadAsync(ByteReader reader, MemoryStream raw, CancellationToken token)
    {
        var lines = new List<byte[]>();
        while (await reader.ReadLineAsync(token) is { } line)
        {
            raw.Write(line);
            if (line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'])
                return lines;
            lines.Add(line);
        }

        return null;
    }
}
