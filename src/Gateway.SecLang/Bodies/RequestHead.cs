namespace Gateway.SecLang.Bodies;

/// <summary>The head of a request in bytes as they were received: for requests that come from a file or a test. The gateway gives its parts straight to <see cref="RequestCollector"/>.</summary>
internal sealed class RequestHead
{
    public required byte[] Method { get; init; }

    /// <summary>The target as received, with fragment and absolute form.</summary>
    public required byte[] Target { get; init; }

    public required byte[] Protocol { get; init; }

    /// <summary>The request line as received; empty, it is put together from its three parts.</summary>
    public byte[] Line { get; init; } = [];

    /// <summary>Header fields in their order, values without the white space around them.</summary>
    public required IReadOnlyList<(byte[] Name, byte[] Value)> Headers { get; init; }

    /// <summary>The first value of a header, or null.</summary>
    public byte[]? Header(ReadOnlySpan<byte> name)
    {
        foreach (var header in Headers)
            if (System.Text.Ascii.EqualsIgnoreCase(header.Name, name)) return header.Value;
        return null;
    }
}
