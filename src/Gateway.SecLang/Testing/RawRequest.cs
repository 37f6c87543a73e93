using System.Text;
using Gateway.SecLang.Bodies;

namespace Gateway.SecLang.Testing;

/// <summary>
/// A request out of a file or a test, as lenient as can be: lines may end with LF, a protocol may be missing or nonsense. Rules are to be tried on what a strict server would refuse.
/// </summary>
internal sealed class RawRequest
{
    private RawRequest(RequestHead head, byte[] body)
    {
        Head = head;
        Body = body;
    }

    public RequestHead Head { get; }

    /// <summary>What follows the head, without a chunked coding.</summary>
    public byte[] Body { get; }

    public static RawRequest Parse(ReadOnlySpan<byte> request)
    {
        var line = NextLine(ref request, out _);
        // RFC 9112 §2.2: empty lines before the request line are skipped.
        while (line.IsEmpty && !request.IsEmpty) line = NextLine(ref request, out _);
        var headers = new List<(byte[] Name, byte[] Value)>();
        while (!request.IsEmpty)
        {
            var field = NextLine(ref request, out var ended);
            if (field.IsEmpty && ended) break;
            var colon = field.IndexOf((byte)':');
            if (headers.Count > 0 && field is [(byte)' ' or (byte)'\t', ..])
                headers[^1] = (headers[^1].Name, [.. headers[^1].Value, (byte)' ', .. Trim(field)]);
            else if (colon < 0) headers.Add((Trim(field).ToArray(), []));
            else headers.Add((Trim(field[..colon]).ToArray(), Trim(field[(colon + 1)..]).ToArray()));
        }

        var head = ParseHead(line, headers);
        return new RawRequest(head, ParseBody(head, request));
    }

    private static RequestHead ParseHead(ReadOnlySpan<byte> line, List<(byte[] Name, byte[] Value)> headers)
    {
        var text = Trim(line);
        var space = text.IndexOf((byte)' ');
        var method = space < 0 ? text : text[..space];
        var rest = space < 0 ? default : Trim(text[(space + 1)..]);
        // Targets with spaces are attacks that rules must see whole; the protocol is then the last word.
        var last = rest.LastIndexOf((byte)' ');
        var protocol = last < 0 ? "HTTP/0.9"u8 : rest[(last + 1)..];
        var target = last < 0 ? rest : Trim(rest[..last]);
        return new RequestHead { Method = method.ToArray(), Target = target.ToArray(), Protocol = protocol.ToArray(), Line = line.ToArray(), Headers = headers };
    }

    private static byte[] ParseBody(RequestHead head, ReadOnlySpan<byte> rest)
    {
        var coding = head.Header("Transfer-Encoding"u8);
        return coding is not null && Encoding.Latin1.GetString(coding).Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Dechunk(rest) : rest.ToArray();
    }

    /// <summary>The content of chunks; what is not chunked is taken as it stands.</summary>
    private static byte[] Dechunk(ReadOnlySpan<byte> rest)
    {
        using var body = new MemoryStream(rest.Length);
        var chunks = rest;
        while (!chunks.IsEmpty)
        {
            var line = Trim(NextLine(ref chunks, out _));
            var extension = line.IndexOf((byte)';');
            if (extension >= 0) line = Trim(line[..extension]);
            if (line.Length is 0 or > 7 || !int.TryParse(line, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var size) || size > chunks.Length) return rest.ToArray();
            if (size == 0) break;
            body.Write(chunks[..size]);
            chunks = chunks[size..];
            NextLine(ref chunks, out _);
        }

        return body.ToArray();
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest, out bool ended)
    {
        var end = rest.IndexOf((byte)'\n');
        ended = end >= 0;
        var line = ended ? rest[..end] : rest;
        rest = ended ? rest[(end + 1)..] : default;
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);
}
