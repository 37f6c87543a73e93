using System.Buffers.Text;

namespace Gateway.LoadTests.Servers;

/// <summary>What the backend has to know of a request: how much it brings, and how much it asks for with a path that ends in <c>/bytes/NUMBER</c>.</summary>
internal readonly record struct RequestHead(long BodyBytes, int? AnswerBytes)
{
    /// <param name="head">Request line and fields, as proxies write them.</param>
    /// <exception cref="InvalidDataException">The body has no stated length; whoever measures would measure something else.</exception>
    public static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var line = head[..head.IndexOf("\r\n"u8)];
        int? answer = null;
        if (line.IndexOf("/bytes/"u8) is var at and >= 0 && Utf8Parser.TryParse(line[(at + "/bytes/"u8.Length)..], out int bytes, out _)) answer = bytes;
        // A GET brings nothing: its fields are not looked at, because the backend shares a core with the load generator.
        return new RequestHead(line.StartsWith("GET "u8) ? 0 : BodyOf(head[line.Length..]), answer);
    }

    private static long BodyOf(ReadOnlySpan<byte> fields)
    {
        while (fields.Length > 2)
        {
            fields = fields[2..];
            var end = fields.IndexOf("\r\n"u8);
            var field = end < 0 ? fields : fields[..end];
            fields = end < 0 ? [] : fields[end..];
            if (ValueOf(field, "content-length:"u8) is { IsEmpty: false } length && Utf8Parser.TryParse(length, out long bytes, out _)) return bytes;
            if (!ValueOf(field, "transfer-encoding:"u8).IsEmpty) throw new InvalidDataException("found Transfer-Encoding; allowed: bodies with Content-Length");
        }

        return 0;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        field.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(field[..name.Length], name) ? field[name.Length..].Trim((byte)' ') : [];
}
