namespace Gateway.SecLang.LibInjection;

/// <summary>The tables beside the code (Data/, with their notice): lines of a key and what belongs to it. The first line is a remark.</summary>
internal static class LibInjectionData
{
    /// <summary>What a line says.</summary>
    /// <param name="key">What stands before the first space.</param>
    /// <param name="items">What stands behind it.</param>
    public delegate void LineReader(ReadOnlySpan<byte> key, ReadOnlySpan<byte> items);

    public static void Read(string name, LineReader read)
    {
        using var stream = typeof(LibInjectionData).Assembly.GetManifestResourceStream("LibInjection." + name)
            ?? throw new InvalidDataException($"The assembly has no table LibInjection.{name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        ReadOnlySpan<byte> rest = bytes;
        rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = rest[..end];
            rest = rest[(end + 1)..];
            var space = line.IndexOf((byte)' ');
            read(line[..space], line[(space + 1)..]);
        }
    }
}
